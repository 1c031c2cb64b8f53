import { fileURLToPath } from 'node:url';
import { differences, generatedFiles, repair } from './generate.js';

const usage = `usage: node schemas/dist/tools/main.js generate [--check] [folder]

generate          writes types, topic catalogue, embedded schemas and ids from avro/*.avsc and topics.json
generate --check  writes nothing; exit code 1 when something is not what it should be
`;

process.exitCode = await main(process.argv.slice(2));

async function main([command, ...args]: readonly string[]): Promise<number> {
  const check = args.includes('--check');
  const [folder, ...more] = args.filter((arg) => arg !== '--check');
  if (command !== 'generate' || more.length > 0) {
    process.stderr.write(usage);
    return 2;
  }
  const root = folder ?? fileURLToPath(new URL('../../', import.meta.url));
  try {
    return await generate(root, check);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function generate(root: string, check: boolean): Promise<number> {
  const files = await generatedFiles(root);
  const wrong = differences(root, files);
  for (const { path, kind } of wrong) {
    process.stdout.write(check ? `${kind}: schemas/${path}\n` : `wrote schemas/${path}\n`);
  }
  if (!check) {
    repair(root, files, wrong);
    return 0;
  }
  if (wrong.length > 0)
    process.stderr.write('The contract is not up to date: run `npm run generate` and commit.\n');
  return wrong.length > 0 ? 1 : 0;
}
