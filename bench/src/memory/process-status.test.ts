import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cpuMsOf, parseCpuMs, parseStatus, residentOf } from './process-status.js';

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

describe('CPU time', () => {
  it('is user and system time, whatever the process is called', () => {
    const stat = '42 (a ) (b) S 1 42 42 0 -1 4194304 9 0 0 0 150 25 7 7 20 0 11 0 100 1 1\n';
    assert.equal(parseCpuMs(stat), 1_750);
  });

  it('of this process is what the process itself knows', () => {
    const knownMs = (): number => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    };
    const before = knownMs();
    const asked = cpuMsOf(process.pid);
    const after = knownMs();
    // The kernel shows whole hundredths of a second, of user and of system time.
    assert.ok(
      asked >= before - 20 && asked <= after + 20,
      `${[before, asked, after].join(' ')} ms`,
    );
  });

  it('that cannot be read is an error, not a zero', () => {
    assert.throws(() => parseCpuMs('42 (node) S 1\n'), /fields/);
  });
});
