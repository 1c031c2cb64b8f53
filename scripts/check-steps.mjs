/** What `npm run check` runs after compiling, in order; each line can be run by hand with `npx --no`. */
export const checkSteps = [
  ['generated code is up to date', 'node schemas/dist/tools/main.js generate --check'],
  ['schemas stay compatible', 'node packages/avro/dist/tools/compatibility.js'],
  ['format', 'prettier --check --log-level warn .'],
  ['lint', 'eslint --max-warnings 0 .'],
  [
    'import boundaries',
    'depcruise --config .dependency-cruiser.cjs schemas packages services simulators cli e2e bench deploy',
  ],
  ['unused code', 'knip'],
  ['house rules', 'node --test scripts/tidy.test.mjs'],
  ['Kubernetes manifests', 'node deploy/k8s/dist/check.js'],
].map(([name, line]) => ({ name, line }));
