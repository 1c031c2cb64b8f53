import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandId, documentVersion, eventId, hashId } from './ids.js';

const change = {
  tenant: 'huadong',
  form: 'PUR_PurchaseOrder',
  documentId: '100186',
  version: '1763800000000.a1',
  step: 'SUBMITTED',
};

describe('ids', () => {
  it('the same change gets the same id on every machine', () => {
    assert.equal(eventId(change), '53015609b5e4bc2f933db82b52361bfd');
  });

  for (const part of ['tenant', 'form', 'documentId', 'version', 'step'] as const) {
    it(`another ${part} gets another id`, () => {
      assert.notEqual(eventId({ ...change, [part]: `${change[part]}x` }), eventId(change));
    });
  }

  it('parts cannot run into one another', () => {
    assert.notEqual(hashId('ab', 'c'), hashId('a', 'bc'));
  });

  it('a command id fits into the 64 characters of a card', () => {
    assert.equal(commandId({ eventId: 'e', channel: 'CARD', template: 'approval' }).length, 32);
  });

  it('each group gets a message of its own about the same event', () => {
    const of = { eventId: 'e', channel: 'GROUP', template: 'notice' };
    const ids = ['采购通知群', '管理层'].map((group) => commandId({ ...of, group }));
    assert.equal(new Set([...ids, commandId(of)]).size, 3);
  });

  it('a version does not depend on the order in which the ERP lists open nodes', () => {
    assert.equal(
      documentVersion({ modifiedAt: 5, nodes: ['b', 'a'] }),
      documentVersion({ modifiedAt: 5, nodes: ['a', 'b'] }),
    );
  });

  it('handing over to the next node is a new version although the bill was not modified', () => {
    assert.notEqual(
      documentVersion({ modifiedAt: 5, nodes: ['a'] }),
      documentVersion({ modifiedAt: 5, nodes: ['b'] }),
    );
  });
});
