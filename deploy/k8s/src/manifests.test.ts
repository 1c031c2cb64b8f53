import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import { houseFaults, readManifests, validateManifest, type Manifest } from './index.js';

const base = readManifests(join(import.meta.dirname, '../base'));

async function faultsOf(manifests: readonly Manifest[]): Promise<readonly string[]> {
  return [
    ...(await Promise.all(manifests.map(validateManifest))).flat(),
    ...houseFaults(manifests),
  ];
}

/** The base with one text of one file replaced, to see that the check can fail. */
function planted(file: string, from: string, to: string): readonly Manifest[] {
  const changed = base.map((manifest) => {
    const text = stringify(manifest.object);
    if (manifest.file !== file || !text.includes(from)) return manifest;
    return { file, object: parse(text.replace(from, to)) as Manifest['object'] };
  });
  assert.notDeepEqual(changed, base, `${file} has no ${from}`);
  return changed;
}

describe('the manifests', () => {
  it('fit the schemas of Kubernetes and the rules of the house', async () => {
    assert.deepEqual(await faultsOf(base), []);
  });

  it('have one Deployment per service', () => {
    const deployments = base
      .filter(({ object }) => object.kind === 'Deployment')
      .map(({ object }) => object.metadata.name);
    assert.deepEqual(deployments.toSorted(), [
      'ingest-kingdee',
      'notifier-dingtalk',
      'router',
      'writeback',
    ]);
  });

  it('give the router no secret, because it needs none', () => {
    const router = base.find(({ file }) => file === 'router.yaml');
    assert.equal(JSON.stringify(router?.object).includes('secretName'), false);
  });
});

describe('the check of the manifests', () => {
  const cases = [
    {
      says: 'a number where text belongs',
      file: 'router.yaml',
      from: 'replicas: 2',
      to: 'replicas: two',
      fault: /replicas/,
    },
    {
      says: 'a kind that does not exist',
      file: 'service-account.yaml',
      from: 'kind: ServiceAccount',
      to: 'kind: ServiceAcount',
      fault: /knows no ServiceAcount/,
    },
    {
      says: 'a pod that may run as root',
      file: 'writeback.yaml',
      from: 'runAsNonRoot: true',
      to: 'runAsNonRoot: false',
      fault: /non-root/,
    },
    {
      says: 'a container that keeps capabilities',
      file: 'topics.yaml',
      from: '- ALL',
      to: '- CHOWN',
      fault: /capabilities/,
    },
    {
      says: 'a missing probe',
      file: 'router.yaml',
      from: 'readinessProbe',
      to: 'lifecycle',
      fault: /readinessProbe/,
    },
    {
      says: 'a selector that selects nothing',
      file: 'router.yaml',
      from: 'matchLabels:\n      app.kubernetes.io/name: router',
      to: 'matchLabels:\n      app.kubernetes.io/name: rooter',
      fault: /selector/,
    },
    {
      says: 'a file that the kustomization forgets',
      file: 'kustomization.yaml',
      from: '  - router.yaml\n',
      to: '',
      fault: /router\.yaml is not listed/,
    },
  ];
  for (const { says, file, from, to, fault } of cases) {
    it(`finds ${says}`, async () => {
      const faults = await faultsOf(planted(file, from, to));
      assert.match(faults.join('\n'), fault);
    });
  }
});
