import { Fault } from './fault.mjs';
import { runQuietly } from './run-child.mjs';

/** Compiles what changed; silent unless it takes long or fails. `projects` empty means all. */
export async function build(projects) {
  const pretty = process.stderr.isTTY ? ['--pretty'] : [];
  const { code, output } = await runQuietly('compiling', 'tsc', ['-b', ...projects, ...pretty]);
  if (code === 0) return;
  process.stderr.write(output);
  throw new Fault(
    'the code does not compile',
    'mend the errors above; "npm run build" shows them alone',
  );
}
