// House rules that no linter knows. Each is a test, so that breaking one says which and where.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (path) => readFileSync(join(root, path), 'utf8');
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
const files = listed.split('\n').filter((path) => path !== '' && existsSync(join(root, path)));
const sources = files.filter(
  (path) => /\.(ts|mjs|js|cjs)$/.test(path) && !path.includes('/generated/'),
);
const workspaces = files
  .filter((path) => basename(path) === 'package.json' && path !== 'package.json')
  .map(dirname);
const services = readdirSync(join(root, 'services'));
const catalogue = JSON.parse(read('schemas/topics.json'));

/** Paths whose text fits the pattern, with the line, so that the message leads to the place. */
function places(paths, pattern) {
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 80)}`] : [],
      ),
  );
}

describe('the house', () => {
  it('every service has the same files', () => {
    const wanted = ['main.ts', 'app.ts', 'config.ts'];
    const missing = services.flatMap((service) =>
      wanted
        .filter((file) => !existsSync(join(root, 'services', service, 'src', file)))
        .map((file) => `${service}/src/${file}`),
    );
    assert.deepEqual(missing, []);
  });

  it('every workspace has a test', () => {
    const untested = workspaces.filter(
      (workspace) =>
        !files.some((path) => path.startsWith(`${workspace}/`) && path.endsWith('.test.ts')),
    );
    assert.deepEqual(untested, []);
  });

  it('no folder is called test, because the runner would execute everything in it', () => {
    assert.deepEqual(
      files.filter((path) => /(^|\/)tests?\//.test(path)),
      [],
    );
  });

  it('names say what a thing is: no utils, helpers, common or managers', () => {
    assert.deepEqual(
      sources.filter((path) =>
        /(^|[/.-])(utils?|helpers?|common|misc|managers?)([/.-])/.test(path),
      ),
      [],
    );
  });

  it('files are named in kebab-case', () => {
    const odd = sources.filter(
      (path) =>
        /^(schemas|packages|services|simulators|cli|e2e|bench|deploy|scripts)\//.test(path) &&
        !/^[a-z0-9.-]+$/.test(basename(path)),
    );
    assert.deepEqual(odd, []);
  });

  it('no file is longer than 300 lines', () => {
    const long = sources
      .map((path) => [path, read(path).split('\n').length - 1])
      .filter(([, lines]) => lines > 300);
    assert.deepEqual(long, []);
  });

  it('no test is skipped, narrowed or put off', () => {
    const tests = sources.filter(
      (path) => /\.test\.(ts|mjs)$/.test(path) && !path.startsWith('scripts/'),
    );
    assert.deepEqual(
      places(tests, /\b(it|test|describe)\.(skip|only|todo)\(|\b(skip|todo|only): *(true|['"])/),
      [],
    );
  });

  it('nothing is left to be done later in a mark', () => {
    const others = sources.filter((path) => path !== 'scripts/tidy.test.mjs');
    assert.deepEqual(places(others, /\b(TODO|FIXME|XXX|HACK)\b/), []);
  });

  it('no path of a developer machine and no registry host is committed', () => {
    const texts = files.filter((path) => !/\.(png|ico|avro)$/.test(path));
    const hosts = new RegExp(
      [
        '(^|[\\s"\'`(=])/(work|home|root|Users)/',
        'registry\\.npmjs',
        'repo1?\\.maven',
        'deb\\.debian',
      ].join('|'),
    );
    assert.deepEqual(
      places(
        texts.filter((path) => path !== 'scripts/tidy.test.mjs'),
        hosts,
      ),
      [],
    );
  });

  it('every page has one title', () => {
    const pages = files.filter((path) => path.endsWith('.md'));
    const odd = pages.filter(
      (path) =>
        read(path)
          .replaceAll(/```[\s\S]*?```/g, '')
          .match(/^# /gm)?.length !== 1,
    );
    assert.deepEqual(odd, []);
  });
});

describe('the contract', () => {
  it('every topic has a schema, an example and a row in ARCHITECTURE.md', () => {
    const architecture = read('ARCHITECTURE.md');
    const missing = catalogue.topics.flatMap(({ name, schema }) =>
      [
        existsSync(join(root, `schemas/avro/${schema}.avsc`)) ? [] : [`${name}: no schema`],
        existsSync(join(root, `schemas/examples/${schema}.json`)) ? [] : [`${name}: no example`],
        architecture.includes(`| ${name} |`) ? [] : [`${name}: no row in ARCHITECTURE.md`],
      ].flat(),
    );
    assert.deepEqual(missing, []);
  });

  it('every fault code has a row in docs/faults.md', () => {
    const table = read('docs/faults.md');
    const product = sources.filter(
      (path) =>
        /^(packages|services|schemas)\//.test(path) &&
        !path.includes('.test.') &&
        !path.includes('testkit') &&
        !/\/(main|config)\.ts$/.test(path),
    );
    const codes = product.flatMap((path) =>
      [
        ...read(path).matchAll(
          /['"]((?:AVRO|CAPABILITY|CONFIG|DINGTALK|INGEST|KAFKA|KINGDEE|NOTIFIER|REDIS|ROUTER|RULES|SERVICE|SOURCE|TENANT|WRITEBACK)_[A-Z_]+)['"]/g,
        ),
      ].map((match) => match[1]),
    );
    const unexplained = [...new Set(codes)]
      .filter((code) => !table.includes(`| ${code} |`))
      .toSorted();
    assert.deepEqual(unexplained, []);
  });
});

describe('the deployment', () => {
  it('sets every variable that a service cannot start without', () => {
    const environment = parse(read('deploy/k8s/base/environment.yaml')).data['hub.env'];
    const wanted = [
      'KAFKA_BROKERS',
      'REDIS_URL',
      'HUB_TENANTS_DIR',
      'HUB_SECRETS_DIR',
      'HTTP_HOST',
      'HTTP_PORT',
    ];
    assert.deepEqual(
      wanted.filter((name) => !environment.includes(`${name}=`)),
      [],
    );
  });

  it('has a manifest for every service', () => {
    assert.deepEqual(
      services.filter((service) => !existsSync(join(root, `deploy/k8s/base/${service}.yaml`))),
      [],
    );
  });
});

describe('the boundaries', () => {
  it('name every library that has one door', () => {
    const rules = read('.dependency-cruiser.cjs');
    assert.deepEqual(
      ['kafkajs', 'ioredis', 'avsc', 'undici', 'testcontainers'].filter(
        (name) => !rules.includes(`'${name}'`),
      ),
      [],
    );
  });
});
