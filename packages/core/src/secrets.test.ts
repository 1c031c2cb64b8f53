import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secrets } from './secrets.js';

describe('Secrets', () => {
  it('blots out fixed and renewed secrets, also URL-encoded', () => {
    const secrets = new Secrets('app+secret/1');
    secrets.add('token-123');
    const masked = secrets.mask('bad app+secret/1, app%2Bsecret%2F1 and token-123');
    assert.equal(masked, 'bad ***, *** and ***');
  });

  it('leaves short words alone and cuts long text to one line', () => {
    const secrets = new Secrets('an');
    assert.equal(secrets.mask('an\n  answer', 9), 'an answer');
    assert.equal(secrets.mask('an answer', 4), 'an a…');
  });

  it('remembers the newest 64 of what comes and goes', () => {
    const secrets = new Secrets();
    for (let n = 0; n < 65; n += 1) secrets.add(`secret-${String(n).padStart(2, '0')}`);
    assert.equal(secrets.mask('secret-00 secret-01 secret-64'), 'secret-00 *** ***');
  });
});
