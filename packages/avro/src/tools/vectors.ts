import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { schemaNames, vectorPath, vectorsOf } from './golden-vectors.js';
import type { Vectors } from './golden-vectors.js';

const usage = `usage: node packages/avro/dist/tools/vectors.js

Adds golden bytes for examples that have none yet. Bytes that exist are never rewritten: when an example must
change, take its old entry out of schemas/vectors by hand, and say why in the commit.
`;

if (process.argv.length > 2) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const root = fileURLToPath(new URL('../../../../schemas', import.meta.url));
  for (const name of schemaNames(root)) await addMissing(root, name);
}

async function addMissing(root: string, name: string): Promise<void> {
  const path = join(root, vectorPath(name));
  const kept = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Vectors) : {};
  const all = JSON.stringify({ ...vectorsOf(root, name), ...kept });
  const text = await format(all, { parser: 'json', printWidth: 100 });
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  process.stdout.write(`wrote schemas/${vectorPath(name)}\n`);
}
