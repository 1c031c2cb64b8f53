import { join } from 'node:path';
import { houseFaults } from './house-rules.js';
import { readManifests } from './manifests.js';
import { validateManifest } from './validate.js';

const folder = process.argv[2] ?? join(import.meta.dirname, '../base');
const manifests = readManifests(folder);
const schemaFaults = (await Promise.all(manifests.map(validateManifest))).flat();
const faults = [...schemaFaults, ...houseFaults(manifests)];

for (const fault of faults) process.stderr.write(`${fault}\n`);
process.stdout.write(
  `${String(manifests.length)} Kubernetes objects checked, ${String(faults.length)} faults\n`,
);
if (manifests.length === 0 || faults.length > 0) process.exitCode = 1;
