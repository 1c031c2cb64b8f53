import { fileURLToPath } from 'node:url';
import { checkContract } from './check-contract.js';

const usage = `usage: node packages/avro/dist/tools/compatibility.js [schemas folder]

Checks the house rules of every schema, and that every version can read every other. Exit code 1 when not.
`;

const [folder, ...more] = process.argv.slice(2);
if (more.length > 0 || folder?.startsWith('-')) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const found = checkContract(
    folder ?? fileURLToPath(new URL('../../../../schemas', import.meta.url)),
  );
  for (const line of found) process.stdout.write(`${line}\n`);
  if (found.length > 0) {
    process.stderr.write(
      'The contract is broken. Mend the schema; a change that must break gets a new topic, e.g. hub.command.v2.\n',
    );
    process.exitCode = 1;
  }
}
