import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseStatus, residentOf } from './resident.js';

describe('resident memory', () => {
  it('is read from what the kernel says, whose kB are 1,024 bytes', () => {
    const status = 'Name:\tnode\nVmHWM:\t  250000 kB\nVmRSS:\t  125000 kB\nRssAnon:\t 1 kB\n';
    assert.deepEqual(parseStatus(status), { rss: 128, peak: 256 });
  });

  it('of this process lies between 10 MB and its peak', () => {
    const { rss, peak } = residentOf(process.pid);
    assert.ok(rss > 10 && rss <= peak + 1, `${String(rss)} of ${String(peak)} MB`);
  });

  it('that is not there is an error, not a zero', () => {
    assert.throws(() => parseStatus('Name:\tzombie\n'), /VmRSS/);
  });
});
