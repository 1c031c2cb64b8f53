import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { RefusedEvent, type Received, type Receiver } from '@hub/source';
import { answerEvents, type SentEvents } from './answer-events.js';

const sent: SentEvents = { tenant: 'huadong', source: 'shop', headers: {}, body: Buffer.from('') };
const malformed = { form: 'F', documentId: '2', number: '2', code: 'SOURCE_RECORD', reason: 'odd' };
const received: Received = { documents: [], malformed: [malformed] };

describe('answering events', () => {
  it('what was sent is published before it is acknowledged', async () => {
    const published: unknown[] = [];
    const answer = await ask({
      receive: () => Promise.resolve(received),
      publish: (...of) => {
        published.push(of);
      },
    });
    assert.deepEqual(published, [['huadong', 'shop', received]]);
    assert.deepEqual(answer, {
      ...{ status: 200, body: { published: 0, parked: 1 }, retryAfterSeconds: null },
    });
  });

  it('what could not be published is not acknowledged, and nothing of our own faults is told', async () => {
    const answer = await ask({
      receive: () => Promise.resolve(received),
      publish: () => {
        throw new HubError('KAFKA_PUBLISH_FAILED', 'broker 10.0.0.7 is away', { retryable: true });
      },
    });
    assert.deepEqual(answer, {
      ...{ status: 503, body: { error: 'not published; send it again' }, retryAfterSeconds: 5 },
    });
  });

  const refusals = [
    { error: new RefusedEvent(400, 'no id'), status: 400, after: null, says: 'no id' },
    { error: new RefusedEvent(429, 'too many', 1_200), status: 429, after: 2, says: 'too many' },
  ];
  for (const { error, status, after, says } of refusals) {
    it(`a refusal is answered with its status ${String(status)} and what is wrong`, async () => {
      const answer = await ask({ receive: () => Promise.reject(error), publish: () => undefined });
      assert.deepEqual(answer, { status, body: { error: says }, retryAfterSeconds: after });
    });
  }

  it('a tenant or source that takes no events is not there', async () => {
    const answer = answerEvents({
      receiverOf: () => null,
      publish: () => Promise.reject(new Error('nothing is published')),
      log: { warn: () => undefined },
    });
    assert.equal((await answer(sent)).status, 404);
  });
});

function ask(ports: {
  readonly receive: Receiver['receive'];
  readonly publish: (tenant: string, source: string, received: Received) => void;
}): ReturnType<ReturnType<typeof answerEvents>> {
  return answerEvents({
    receiverOf: () => ({ receive: ports.receive, close: () => Promise.resolve() }),
    publish: async (...of) => {
      ports.publish(...of);
    },
    log: { warn: () => undefined },
  })(sent);
}
