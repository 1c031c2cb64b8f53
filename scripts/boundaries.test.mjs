// The import boundaries are only worth something if they fail. Each rule is broken once in a small tree and must be named.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';

const root = join(import.meta.dirname, '..');
const plants = {
  'services-are-strangers': {
    'services/a/src/story.ts': "import '../../b/src/story.js';",
    'services/b/src/story.ts': 'export {};',
  },
  'core-is-the-floor': {
    'packages/core/src/id.ts': "import '../../rules/src/rule.js';",
    'packages/rules/src/rule.ts': 'export {};',
  },
  'domain-is-pure': { 'services/c/src/domain/decide.ts': "import 'node:fs';" },
  'adapters-meet-in-app': {
    'services/d/src/story.ts': "import './adapters/file.js';",
    'services/d/src/adapters/file.ts': 'export {};',
  },
  'nest-at-the-edge': { 'services/e/src/story.ts': "import '@nestjs/common';" },
  'one-door-kafkajs': { 'services/f/src/story.ts': "import 'kafkajs';" },
  'one-door-ioredis': { 'services/g/src/story.ts': "import 'ioredis';" },
  'one-door-avsc': { 'packages/kafka/src/codec.ts': "import 'avsc';" },
  'one-door-undici': { 'services/h/src/story.ts': "import 'undici';" },
  'rules-are-pure': { 'packages/rules/src/clock.ts': "import 'node:os';" },
  'rules-stand-on-core': { 'packages/rules/src/send.ts': "import '../../kafka/src/codec.js';" },
  'tools-are-leaves': {
    'packages/redis/src/x.ts': "import '../../../cli/src/y.js';",
    'cli/src/y.ts': 'export {};',
  },
  'testkit-is-for-tests': {
    'services/i/src/story.ts': "import '../../../packages/testkit/src/clock.js';",
    'packages/testkit/src/clock.ts': 'export {};',
  },
  'simulators-share-no-client': {
    'simulators/kingdee/src/x.ts': "import '../../../packages/kingdee/src/y.js';",
    'packages/kingdee/src/y.ts': 'export {};',
  },
  'no-circular': {
    'packages/service/src/a.ts': "import './b.js';",
    'packages/service/src/b.ts': "import './a.js';",
  },
  resolvable: { 'packages/service/src/c.ts': "import './nowhere.js';" },
};

describe('a planted violation is found:', () => {
  let folder;
  let broken;

  before(() => {
    mkdirSync(join(root, '.local'), { recursive: true });
    folder = mkdtempSync(join(root, '.local', 'planted-'));
    for (const [path, text] of Object.values(plants).flatMap((plant) => Object.entries(plant))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${text}\n`);
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
    const run = spawnSync(
      process.execPath,
      [
        depcruise,
        '--config',
        join(root, '.dependency-cruiser.cjs'),
        '--output-type',
        'json',
        'packages',
        'services',
        'simulators',
        'cli',
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 50_000_000 },
    );
    assert.ok(run.stdout.startsWith('{'), run.stderr);
    broken = new Set(JSON.parse(run.stdout).summary.violations.map(({ rule }) => rule.name));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const rule of Object.keys(plants)) {
    it(rule, () => assert.ok(broken.has(rule), `found only: ${[...broken].join(', ')}`));
  }
});
