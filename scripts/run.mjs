/**
 * Every npm script begins here: `node scripts/run.mjs <command> [args…]`. It makes a bare clone ready
 * (dependencies, Node, build) and then runs the command on the repository's own Node.
 *
 * Plain JavaScript without dependencies, because it must run before anything is installed and on
 * whatever Node the machine has.
 */
import { build } from './build.mjs';
import { requireDependencies } from './dependencies.mjs';
import { Fault } from './fault.mjs';
import { requireNode, requireOwnNode } from './node-version.mjs';
import { commands } from './commands.mjs';

const [name = '', ...args] = process.argv.slice(2);

try {
  requireNode(process.versions.node);
  const command = commands[name];
  if (command === undefined) {
    throw new Fault(`"${name}" is no command`, `use one of: ${Object.keys(commands).join(', ')}`);
  }
  await requireDependencies();
  await requireOwnNode();
  if (command.builds !== undefined) await build(command.builds);
  process.exitCode = await command.run(args);
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
}
