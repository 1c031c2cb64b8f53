import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { requireNode } from './node-version.js';

describe('requireNode', () => {
  it('accepts 24 and later, this very run included', () => {
    requireNode('24.0.0');
    requireNode('26.10.0');
    requireNode();
  });

  it('refuses anything older and says how to start instead', () => {
    assert.throws(() => {
      requireNode('22.23.3');
    }, /this is Node 22.23.3.*\n.*npm start/);
  });
});
