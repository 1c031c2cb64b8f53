import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aTenant } from '../testing/fakes.js';
import { isDigestTime, nextDigest } from './digest-time.js';

const at = (text: string): number => Date.parse(text);
const tenant = { ...aTenant, timeZone: 'Asia/Shanghai' };

describe('the time of a digest', () => {
  it('is the next one on the wall of the tenant', () => {
    const next = (now: string, timeZone = 'Asia/Shanghai'): string =>
      new Date(nextDigest(at(now), { ...tenant, timeZone })).toISOString();
    assert.deepEqual(
      [
        next('2026-11-22T00:59:59.999Z'),
        next('2026-11-22T01:00:00.000Z'),
        next('2026-11-22T09:30:00.000Z'),
        next('2026-11-22T12:00:00.000Z', 'America/New_York'),
        next('2026-11-22T12:00:00.000Z', 'Asia/Kathmandu'),
      ],
      [
        '2026-11-22T01:00:00.000Z',
        '2026-11-22T09:30:00.000Z',
        '2026-11-23T01:00:00.000Z',
        '2026-11-22T14:00:00.000Z',
        '2026-11-23T03:15:00.000Z',
      ],
    );
  });

  it('stays on the wall when the clocks are put back', () => {
    const next = nextDigest(at('2026-10-24T16:00:00Z'), { ...tenant, timeZone: 'Europe/Berlin' });
    assert.equal(new Date(next).toISOString(), '2026-10-25T08:00:00.000Z');
  });

  it('lasts for half an hour, so that what was deferred wakes nobody at night', () => {
    const is = (now: string): boolean => isDigestTime(at(now), tenant);
    assert.deepEqual(
      ['00:59:59', '01:00:00', '01:29:59', '01:30:00', '16:00:00'].map((time) =>
        is(`2026-11-30T${time}Z`),
      ),
      [false, true, true, false, false],
    );
  });
});
