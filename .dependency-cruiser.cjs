const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const oneDoor = (library, home, also = []) =>
  rule(
    `one-door-${library}`,
    `${library} is imported in ${home} only, so that it can be watched and replaced in one place.`,
    { pathNot: [`^${home}/`, ...also] },
    { path: `node_modules/${library}/` },
  );
const app = '/src/(backfill/)?app[.]ts$';
/** What a service offers to the tools, e.g. the wording to `hub templates`. */
const offered = '/src/templates/index[.]ts$';
const edge = '[.]controller[.]ts$';
const test = '[.]test[.]ts$';
const testing = '/src/testing/';

module.exports = {
  forbidden: [
    rule('resolvable', 'What cannot be resolved passes unchecked.', {}, { couldNotResolve: true }),
    rule('no-circular', 'A cycle has no top to read from.', {}, { circular: true }),
    rule(
      'services-are-strangers',
      'Services meet on topics, never in code.',
      { path: '^services/([^/]+)/' },
      { path: '^services/', pathNot: '^services/$1/' },
    ),
    rule(
      'core-is-the-floor',
      'core and schemas import nothing of ours but core.',
      { path: '^(packages/core|schemas)/', pathNot: test },
      { path: '^packages/(?!core/)' },
    ),
    rule(
      'domain-is-pure',
      'Domain code computes; it knows no platform, and no library but zod, which declares shapes.',
      { path: '/src/domain/', pathNot: test },
      {
        dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'core'],
        pathNot: '^(packages|schemas)/|node_modules/zod/',
      },
    ),
    rule(
      'adapters-meet-in-app',
      'Only app.ts pairs a port with an adapter.',
      { path: '^services/', pathNot: [app, test, testing, offered, '/src/adapters/'] },
      { path: '/src/adapters/' },
    ),
    rule(
      'nest-at-the-edge',
      'Handlers and adapters are plain classes and functions.',
      { path: '^services/', pathNot: [app, edge, test, testing] },
      { path: 'node_modules/@nestjs/' },
    ),
    oneDoor('kafkajs', 'packages/kafka', ['^bench/']),
    oneDoor('ioredis', 'packages/redis', ['^packages/service/src/telemetry']),
    oneDoor('avsc', 'packages/avro'),
    oneDoor('undici', 'packages/(kingdee|dingtalk|source)', [
      '^packages/service/src/telemetry',
      '^bench/',
    ]),
    oneDoor('testcontainers', 'deploy/local'),
    rule(
      'rules-stand-on-core',
      'The rule language knows core and schemas only.',
      { path: '^packages/rules/', pathNot: test },
      { path: '^packages/(?!core/|rules/)' },
    ),
    rule(
      'rules-are-pure',
      'The rule language computes; it knows no platform.',
      { path: '^packages/rules/src/', pathNot: test },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'tools-are-leaves',
      'Product code never leans on its tools.',
      { path: '^(packages|services|schemas)/', pathNot: [test, testing, '^packages/testkit/'] },
      { path: '^(simulators|cli|e2e|bench|chaos|scripts|deploy)/' },
    ),
    rule(
      'testkit-is-for-tests',
      'Factories and fake clocks never reach a running service.',
      { pathNot: [test, testing, '^packages/testkit/', '^e2e/', '^bench/'] },
      { path: '^packages/testkit/' },
    ),
    rule(
      'simulators-share-no-client',
      'An oracle must not share the mistakes it looks for.',
      { path: '^simulators/' },
      { path: '^(packages|services)/(?!core/)' },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: '(node_modules|/dist/)' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'default'] },
  },
};
