import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Waiting } from '@hub/schemas';
import { aRecipient } from '@hub/testkit';
import { wordsOf } from '../adapters/words-files.js';
import { apartOf, shipmentsOf, type Packing } from './bundle.js';
import { fitsRobot, fitsWork } from './channel-words.js';

const packing: Packing = { words: wordsOf('zh-CN'), fits: fitsRobot, peopleMax: 20 };
const url =
  'dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Ferp.example.com%2F(1)&pc_slide=true';

function waits(number: string, userIds: readonly string[], over: Partial<Waiting> = {}): Waiting {
  return {
    ...{
      tenant: 'huadong',
      commandId: `c-${number}`,
      eventId: `e-${number}`,
      form: 'PUR_PurchaseOrder',
    },
    ...{ documentId: number, version: '1', number, step: 'APPROVED', template: 'notice' },
    ...{ channel: 'ROBOT', priority: 'NORMAL', bundling: 'DIGEST', title: '采购订单已通过' },
    recipients: userIds.map((userId) => aRecipient({ userId, node: null })),
    facts: `${number} · 86,000.00 CNY · 苏州恒力轴承有限公司`,
    ...{ url, issuedAt: 1, since: Number(number), dueAt: 2, round: null },
    ...over,
  };
}

const seen = (shipments: ReturnType<typeof shipmentsOf>): unknown =>
  shipments.map(({ items, recipients }) => [
    recipients.map(({ userId }) => userId).join(),
    items.map(({ number }) => number).join(),
  ]);

describe('a bundle', () => {
  it('says of each bill its number, amount and link, under what happened', () => {
    const [one] = shipmentsOf(
      [
        waits('1', ['a']),
        waits('3', ['a']),
        waits('2', ['a'], { title: '付款申请单被驳回', url: null }),
      ],
      packing,
    );
    const link = `[在金蝶中查看](${url.replace('(1)', '%281%29')})`;
    assert.deepEqual(one?.words, {
      title: '消息摘要：共 3 条',
      text: [
        '### 消息摘要：共 3 条',
        '',
        '**采购订单已通过**',
        '',
        `- 1 · 86,000.00 CNY · 苏州恒力轴承有限公司 ${link}`,
        `- 3 · 86,000.00 CNY · 苏州恒力轴承有限公司 ${link}`,
        '',
        '**付款申请单被驳回**',
        '',
        '- 2 · 86,000.00 CNY · 苏州恒力轴承有限公司',
      ].join('\n'),
      button: null,
    });
  });

  it('of one message reads like that message', () => {
    const [one] = shipmentsOf([waits('1', ['a'], { bundling: 'MERGE' })], packing);
    assert.equal(one?.words.title, '采购订单已通过');
  });

  it('goes to all for whom the same waits, in one call', () => {
    const shipments = shipmentsOf(
      [waits('1', ['a', 'b', 'c']), waits('2', ['c', 'b', 'a']), waits('3', ['d'])],
      packing,
    );
    assert.deepEqual(seen(shipments), [
      ['a,b,c', '1,2'],
      ['d', '3'],
    ]);
  });

  it('is not made where it would take more calls than its messages do', () => {
    const everybody = Array.from({ length: 20 }, (_, at) => `p${String(at)}`);
    const shipments = shipmentsOf(
      [
        waits('1', everybody),
        waits('2', everybody.slice(0, 10)),
        waits('3', everybody.slice(5, 15)),
      ],
      packing,
    );
    assert.deepEqual(
      shipments.map(({ items, recipients }) => [items.length, recipients.length]),
      [
        [1, 20],
        [1, 10],
        [1, 10],
      ],
    );
  });

  it('is the same whoever packs it, and another one for other people or messages', () => {
    const items = [waits('1', ['a', 'b']), waits('2', ['a', 'b'])];
    const ids = (of: readonly Waiting[]): readonly string[] =>
      shipmentsOf(of, packing).map(({ id }) => id);
    assert.deepEqual(ids(items), ids(items.toReversed()));
    const others = [
      items.slice(0, 1),
      items.map((one) => ({ ...one, recipients: one.recipients.slice(1) })),
    ];
    assert.equal(new Set([items, ...others].flatMap(ids)).size, 3);
  });

  it('too long for one message is several, and nothing is left out', () => {
    const items = Array.from({ length: 200 }, (_, at) => waits(String(at + 1), ['a']));
    for (const fits of [fitsRobot, fitsWork]) {
      const shipments = shipmentsOf(items, { ...packing, fits });
      assert.ok(shipments.length > 1, String(shipments.length));
      assert.ok(shipments.every(({ words }) => fits(words)));
      const told = shipments.flatMap(({ words }) =>
        [...words.text.matchAll(/^- (\d+) · 86,000\.00 CNY/gm)].map((match) => match[1]),
      );
      assert.deepEqual(
        told,
        items.map(({ number }) => number),
      );
    }
  });

  it('of one message that is too long keeps number and amount', () => {
    const long = waits('1', ['a'], { facts: `1 · 86,000.00 CNY · ${'长'.repeat(1_500)}` });
    const [one] = shipmentsOf([long], { ...packing, fits: fitsWork });
    assert.ok(one !== undefined && fitsWork(one.words));
    assert.match(one.words.text, /- 1 · 86,000\.00 CNY · 长+…/);
  });

  it('that is refused is told message by message', () => {
    const [one] = shipmentsOf([waits('1', ['a', 'b']), waits('2', ['b', 'a'])], packing);
    assert.deepEqual(one === undefined ? [] : seen(apartOf(one, packing)), [
      ['a,b', '1'],
      ['a,b', '2'],
    ]);
  });
});
