import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Check } from '@hub/source';
import { bad, check, good } from './fault-words.js';
import { examine } from './report.js';

const words = { zh: '有', en: 'there' };
const fine = good(words);

function wrong(id: string, code: string, en = 'wrong'): Check {
  return check(id, words, () => bad(code, { zh: '错', en }, words));
}

/** Ids of the checks that were asked. */
async function asked(...checks: readonly Check[]): Promise<readonly string[]> {
  const { answers } = await examine({ title: words, checks });
  return answers.filter(({ finding }) => finding !== null).map(({ id }) => id);
}

describe('a section of what doctor asks', () => {
  const next = check('next', words, () => fine);

  it('goes on after a fault that says nothing about the rest', async () => {
    const workflow = wrong('kingdee.workflow', 'KINGDEE_NO_PERMISSION');
    assert.deepEqual(await asked(workflow, next), ['kingdee.workflow', 'next']);
    const version = wrong('kingdee.version', 'KINGDEE_VERSION_OLD', 'WorkflowAudit');
    assert.deepEqual(await asked(version, next), ['kingdee.version', 'next']);
  });

  it('ends where nobody is let in', async () => {
    const login = wrong('kingdee.login', 'KINGDEE_CLOCK_OFF');
    assert.deepEqual(await asked(login, next), ['kingdee.login']);
  });

  // Used to go on, and seven checks called the ERP busy.
  it('ends at a version whose forms cannot be read', async () => {
    const version = wrong('kingdee.version', 'KINGDEE_VERSION_OLD', 'x\nQueryBusinessInfo');
    assert.deepEqual(await asked(version, next), ['kingdee.version']);
  });

  // Used to say the same fault five times.
  it('asks nothing more about documents that cannot be read', async () => {
    const documents = wrong('sap.documents', 'SOURCE_NO_PERMISSION');
    assert.deepEqual(await asked(documents, next), ['sap.documents']);
  });
});
