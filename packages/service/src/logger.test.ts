import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { createLogger } from './logger.js';

const canary = 'c4n4rySecret99';

function logged(
  write: (logger: ReturnType<typeof createLogger>) => void,
): Record<string, unknown>[] {
  const lines: string[] = [];
  write(
    createLogger({
      service: 'router',
      level: 'info',
      destination: { write: (line) => void lines.push(line) },
    }),
  );
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('createLogger', () => {
  it('writes one JSON line with service, level, time and the listed fields', () => {
    const [line] = logged((logger) => {
      logger.info({ tenant: 'huadong', topic: 't', durationMs: 12 }, 'event.handled');
    });
    assert.ok(line);
    const { time, ...rest } = line;
    assert.match(String(time), /^\d{4}-\d\d-\d\dT/);
    assert.deepEqual(rest, {
      level: 'info',
      service: 'router',
      tenant: 'huadong',
      topic: 't',
      durationMs: 12,
      message: 'event.handled',
    });
  });

  it('drops a field that is not listed and keeps its name', () => {
    const [line] = logged((logger) => {
      logger.info({ tenant: 'huadong', appSecret: canary, body: { appSecret: canary } }, 'x');
    });
    assert.deepEqual(line?.['dropped'], ['appSecret', 'body']);
    assert.equal(JSON.stringify(line).includes(canary), false);
  });

  // Used to drop all of it: who had ordered a backfill saw that it was done and not what it did.
  it('says how far a backfill came, and for which tenants a system cannot be read', () => {
    const report = { rows: 49, events: 47, pages: 1, malformed: 2, complete: true };
    const [line, fault] = logged((logger) => {
      logger.info({ tenant: 'huadong', ...report }, 'backfill done');
      logger.error({ tenants: ['huadong', 'huanan'] }, 'documents of kingdee cannot be read');
    });
    assert.partialDeepStrictEqual(line, report);
    assert.deepEqual(fault?.['tenants'], ['huadong', 'huanan']);
    assert.deepEqual([line?.['dropped'], fault['dropped']], [undefined, undefined]);
  });

  it('masks secrets in messages, reasons and errors', () => {
    const lines = logged((logger) => {
      logger.warn(`GET /gettoken?appsecret=${canary}`);
      logger.warn({ reason: `access_token=${canary}` }, 'x');
      logger.error({ err: new Error(`Authorization: Bearer ${canary}`) }, 'x');
    });
    assert.equal(lines.length, 3);
    assert.equal(JSON.stringify(lines).includes(canary), false);
  });

  it('gives the code of an expected fault and the stack of an unexpected one', () => {
    const [expected, unexpected] = logged((logger) => {
      logger.error({ error: new HubError('KINGDEE_UNREACHABLE', 'no answer') }, 'x');
      logger.error({ error: new TypeError('undefined') }, 'x');
    });
    assert.deepEqual(expected?.['error'], {
      type: 'HubError',
      message: 'no answer',
      code: 'KINGDEE_UNREACHABLE',
    });
    assert.match(JSON.stringify(unexpected?.['error']), /TypeError: undefined\\n +at /);
  });
});
