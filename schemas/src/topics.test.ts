import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import {
  allTopics,
  keyOf,
  newestSchema,
  parkedTopic,
  partsOfKey,
  schemaSources,
  topics,
} from './index.js';
import type { Command, Watermark } from './index.js';

const watermark: Watermark = {
  tenant: 'huadong',
  form: 'PUR_PurchaseOrder',
  modifiedAt: 0,
  documentId: '100186',
  readAt: 0,
};

describe('the topic catalogue', () => {
  it('lists every topic once, each parked topic right behind its own', () => {
    assert.deepEqual(
      allTopics().map(({ name }) => name),
      [
        'kingdee.document.v1',
        'kingdee.document.v1.parked',
        'hub.command.v1',
        'hub.command.v1.parked',
        'hub.receipt.v1',
        'hub.receipt.v1.parked',
        'hub.send.v1',
        'dingtalk.click.v1',
        'dingtalk.click.v1.parked',
        'hub.decision.v1',
        'hub.decision.v1.parked',
        'hub.directory.v1',
        'hub.watermark.v1',
        'hub.known.v1',
        'hub.hint.v1',
        'hub.waiting.v1',
        'hub.quota.v1',
      ],
    );
  });

  it('turns days of retention into milliseconds', () => {
    assert.equal(topics['kingdee.document.v1'].retentionMs, 30 * 86_400_000);
    assert.equal(topics['hub.directory.v1'].retentionMs, null);
  });

  it('has a schema for every topic', () => {
    const missing = allTopics().filter(({ schema }) => newestSchema(schema) === undefined);
    assert.deepEqual(missing, []);
  });

  it('names the parked topic of a topic', () => {
    assert.equal(parkedTopic('hub.command.v1'), 'hub.command.v1.parked');
  });

  it('refuses to name a parked topic where nothing is parked', () => {
    assert.throws(() => parkedTopic('hub.watermark.v1'), /hub\.watermark\.v1 has no parked topic/);
  });
});

describe('keyOf', () => {
  const cases = [
    { form: 'PUR_PurchaseOrder', want: 'huadong/PUR_PurchaseOrder' },
    { form: 'a/b', want: 'huadong/a%2Fb' },
    { form: 'a%2Fb', want: 'huadong/a%252Fb' },
    { form: '采购 订单', want: 'huadong/采购 订单' },
    { form: '', want: 'huadong/' },
  ];
  for (const { form, want } of cases) {
    it(`keeps the parts apart: ${JSON.stringify(form)}`, () => {
      assert.equal(keyOf('hub.watermark.v1', { ...watermark, form }), want);
      assert.deepEqual(partsOfKey(want), ['huadong', form]);
    });
  }

  it('of a command to a group is the group, whatever bill it is about', () => {
    const key = (channel: string): string => {
      const recipients = [{ userId: 'A/B 群', name: '', rules: [], node: null }];
      const command = { tenant: 'huadong', form: 'F', documentId: '7', channel, recipients };
      return keyOf('hub.command.v1', command as unknown as Command);
    };
    assert.deepEqual(['GROUP', 'ROBOT'].map(key), ['huadong/GROUP/A%2FB 群', 'huadong/F/7']);
  });

  it('names the part that a value lacks', () => {
    const value = { ...watermark, form: undefined } as unknown as Watermark;
    assert.throws(() => keyOf('hub.watermark.v1', value), /key part form of hub\.watermark\.v1/);
  });
});

describe('the embedded schemas', () => {
  it('have ascending ids and each version once', () => {
    const ids = schemaSources.map(({ id }) => id);
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => a - b),
    );
    const versions = schemaSources.map(({ name, version }) => `${name} v${String(version)}`);
    assert.equal(new Set([...ids, ...versions]).size, ids.length * 2);
  });
});
