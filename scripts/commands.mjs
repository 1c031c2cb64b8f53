import { check } from './check.mjs';
import { runInForeground } from './run-child.mjs';
import { testFiles } from './test-files.mjs';

const everything = [];
const withParts = 'deploy/local/dist/with-parts.js';
/** A test or a suite that hangs ends with its name on the screen, not with the patience of whoever waits. */
const testLimits = ['--test-timeout=300000', '--import=./scripts/end-test-file.mjs'];

const program = (...line) => ({
  builds: everything,
  run: (args) => runInForeground('node', ['--enable-source-maps', ...line, ...args]),
});

/** The npm scripts. `builds` names the projects compiled first (none given: all). */
export const commands = {
  start: program('cli/dist/main.js', 'start'),
  simulators: program('cli/dist/main.js', 'simulators'),
  doctor: program('cli/dist/main.js', 'doctor'),
  hub: program('cli/dist/main.js'),
  bench: program('bench/dist/main.js'),
  'test:containers': program('deploy/local/dist/test-containers.js'),
  check: { builds: everything, run: check },
  generate: {
    builds: ['schemas', 'packages/service'],
    async run(args) {
      const code = await runInForeground('node', [
        'schemas/dist/tools/main.js',
        'generate',
        ...args,
      ]);
      if (code !== 0 || args.includes('--check')) return code;
      return runInForeground('node', ['packages/service/dist/write-tenant-schema.js']);
    },
  },
  test: {
    builds: everything,
    run(args) {
      const options = args.filter((arg) => arg.startsWith('-'));
      const files = testFiles(args.filter((arg) => !arg.startsWith('-')));
      const runner = ['node', '--enable-source-maps', '--test', '--test-concurrency=2'];
      const line = [...runner, ...testLimits, ...options, ...files];
      return runInForeground('node', [withParts, '--', ...line]);
    },
  },
};
