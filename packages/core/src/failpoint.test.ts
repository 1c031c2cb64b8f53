import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { armFailpoint } from './failpoint.js';

const program = `
import { armFailpoint, failpoint } from ${JSON.stringify(new URL('./failpoint.js', import.meta.url).href)};
armFailpoint(process.argv[1]);
for (let pass = 1; pass <= 3; pass += 1) {
  failpoint('ingest.afterRead');
  process.stdout.write(String(pass));
}
`;

function run(spec: string): Promise<string> {
  return new Promise((resolve) => {
    const args = ['--input-type=module', '-e', program, spec];
    execFile(process.execPath, args, (error, stdout) => {
      resolve(`${stdout} ${error?.signal ?? 'ended'}`);
    });
  });
}

describe('a failpoint', () => {
  const table: readonly (readonly [string, string])[] = [
    ['', '123 ended'],
    ['ingest.afterRead', ' SIGKILL'],
    ['ingest.afterRead:3', '12 SIGKILL'],
    ['ingest.afterKnown', '123 ended'],
  ];
  for (const [spec, expected] of table) {
    it(`armed with "${spec}" ends as ${expected.trim()}`, async () => {
      assert.equal(await run(spec), expected);
    });
  }

  it('that does not exist is refused, with the names that do', () => {
    for (const spec of ['ingest.nowhere', 'ingest.afterRead:0', 'ingest.afterRead:x']) {
      assert.throws(() => {
        armFailpoint(spec);
      }, /names: ingest\.duringAssignment/);
    }
  });
});
