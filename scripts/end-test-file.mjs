/**
 * Loaded into every test file. When its tests are over and something still keeps the process alive, as after a failed
 * `before`, it ends with the names of what that is, instead of holding up the whole run for ever. Node's own way to
 * force an end loses reports that are not written yet.
 */
import { after } from 'node:test';

const graceMs = 60_000;

if (process.env.NODE_TEST_CONTEXT !== undefined) {
  after(() => {
    setTimeout(() => {
      const held = [...new Set(process.getActiveResourcesInfo())].join(', ');
      process.stderr.write(`the tests are over, but the process is kept alive by: ${held}\n`);
      process.exit(1);
    }, graceMs).unref();
  });
}
