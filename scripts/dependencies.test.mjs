import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { installFault, whyStale } from './dependencies.mjs';

const manifests = {
  '': { devDependencies: { typescript: '6.0.3' } },
  'packages/core': { dependencies: { 'big.js': '7.0.1' } },
};
const lock = {
  packages: {
    '': { devDependencies: { typescript: '6.0.3' } },
    'packages/core': { dependencies: { 'big.js': '7.0.1' } },
    'node_modules/@hub/core': { resolved: 'packages/core', link: true },
    'node_modules/typescript': { version: '6.0.3', dev: true },
    'node_modules/big.js': { version: '7.0.1' },
    'node_modules/fsevents': { version: '2.3.3', optional: true },
  },
};
const present = without(lock.packages, 'node_modules/fsevents');
const installed = { packages: present };

function without(packages, path) {
  return Object.fromEntries(Object.entries(packages).filter(([key]) => key !== path));
}

describe('whyStale', () => {
  it('is content when everything locked is installed, optional packages of other platforms apart', () => {
    assert.equal(whyStale(lock, installed, manifests), undefined);
  });

  it('asks for an install when npm has left no note, as after a broken-off install', () => {
    assert.equal(whyStale(lock, undefined, manifests), 'nothing is installed yet');
  });

  it('names a package that is missing', () => {
    const rest = without(present, 'node_modules/big.js');
    assert.equal(whyStale(lock, { packages: rest }, manifests), 'node_modules/big.js is missing');
  });

  it('names a package of another version', () => {
    const older = { ...present, 'node_modules/big.js': { version: '6.2.1' } };
    const reason = whyStale(lock, { packages: older }, manifests);
    assert.equal(reason, 'node_modules/big.js is 6.2.1, not 7.0.1');
  });

  it('names a link to a workspace that is missing', () => {
    const rest = without(present, 'node_modules/@hub/core');
    assert.equal(
      whyStale(lock, { packages: rest }, manifests),
      'node_modules/@hub/core is missing',
    );
  });

  it('names a dependency that was added to a package.json without locking it', () => {
    const edited = {
      ...manifests,
      'packages/core': { dependencies: { 'big.js': '7.0.1', luxon: '3.7.2' } },
    };
    const reason = whyStale(lock, installed, edited);
    assert.equal(reason, 'luxon differs between packages/core/package.json and the lock file');
  });

  it('names a dependency that was removed from a package.json but is still locked', () => {
    const reason = whyStale(lock, installed, { ...manifests, 'packages/core': {} });
    assert.equal(reason, 'big.js differs between packages/core/package.json and the lock file');
  });
});

describe('installFault', () => {
  const cases = [
    { says: 'npm error code ENOTFOUND', remedy: /check the network/ },
    { says: 'npm error code EUSAGE `npm ci` can only install when in sync', remedy: /npm install/ },
    { says: 'npm error code ENOSPC no space left', remedy: /disk space/ },
    { says: 'npm error something never seen before', remedy: /mend what npm names/ },
  ];
  for (const { says, remedy } of cases) {
    it(`says what to do about "${says}"`, () => {
      const { message } = installFault(1, says);
      assert.match(message, remedy);
      assert.ok(message.includes(says), message);
    });
  }
});
