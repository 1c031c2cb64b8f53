import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Click } from '@hub/schemas';
import { aDecision, aReceipt } from '@hub/testkit';
import { answersOf } from './adapters/answers-files.js';
import { decideClick } from './decide-click.js';
import { rememberShown } from './remember-shown.js';
import { takeReply, type RobotText } from './take-reply.js';
import { claimsFor, documentId, fakeParts, form, type FakeParts } from './testing/fakes.js';

const user = 'u16402';

/** The person has seen the card of the bill that waits. */
async function shown(parts: FakeParts, number = 'CGDD000186', id = documentId): Promise<void> {
  const { version, node, commandId } = claimsFor(parts, user, 'APPROVE');
  await parts.shown.remember('huadong', user, {
    form,
    documentId: id,
    number,
    version,
    node,
    commandId,
    at: parts.clock.now(),
    traceparent: 'tp',
  });
}

/** Lets the clock run while somebody sleeps, until it is over. */
async function passTime({ clock }: FakeParts, isOver: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000 && !isOver(); turn += 1) {
    if (clock.sleeping > 0) await clock.advance(100);
    else await new Promise(setImmediate);
  }
}

async function write(
  parts: FakeParts,
  text: string,
  over: Partial<RobotText> = {},
): Promise<string> {
  let answered = '';
  const message = {
    msgId: text,
    private: true,
    userId: user,
    corpId: 'ding-huadong',
    text,
    ...over,
  };
  let isOver = false;
  const taken = takeReply(parts)('huadong', message, (answer) => {
    answered = answer.text;
    return Promise.resolve();
  }).finally(() => {
    isOver = true;
  });
  await passTime(parts, () => isOver);
  await taken;
  return answered;
}

describe('takeReply', () => {
  it('takes "同意" for the one approval that was shown, and the decision goes through', async () => {
    const parts = fakeParts();
    await shown(parts);
    const answer = await write(parts, '同意');
    const click = parts.published[0]?.value as Click;
    const [outbound] = await decideClick(parts)(click);
    assert.deepEqual(
      [
        answer,
        click.source,
        (outbound?.value as { state: string }).state,
        parts.links,
        parts.erp.effects.map(({ action }) => action),
      ],
      [
        '已收到：同意 CGDD000186，正在处理。结果会显示在卡片上。',
        'REPLY',
        'DONE',
        ['tp'],
        ['APPROVE'],
      ],
    );
  });

  it('a reply to what was shown a moment ago is understood, although its receipt is still on its way', async () => {
    const parts = fakeParts();
    const answered = write(parts, '同意');
    await shown(parts);
    assert.equal(await answered, '已收到：同意 CGDD000186，正在处理。结果会显示在卡片上。');
  });

  it('a bare yes decides nothing when a second bill was shown whose receipt is still on its way', async () => {
    // It used to be taken for the only bill that was known at the first look.
    const parts = fakeParts();
    await shown(parts, 'CGDD000186');
    const answered = write(parts, '同意');
    while (parts.clock.sleeping === 0) await new Promise(setImmediate);
    await shown(parts, 'CGDD000187', '100187');
    assert.match(await answered, /您有多张待审批的单据/);
    assert.deepEqual(parts.published, []);
  });

  it('hands the reason of a rejection on', async () => {
    const parts = fakeParts();
    await shown(parts);
    await write(parts, '驳回 金额不对');
    const click = parts.published[0]?.value as Click;
    assert.deepEqual([click.action, click.reason], ['REJECT', '金额不对']);
  });

  it('asks which one is meant when several wait, and takes the number', async () => {
    const parts = fakeParts();
    await shown(parts, 'CGDD000186');
    await shown(parts, 'CGDD000187', '100187');
    const question = await write(parts, '同意');
    await write(parts, '同意 cgdd000187');
    const clicks = parts.published.map(({ value }) => (value as Click).documentId);
    assert.deepEqual(
      [question, clicks],
      [
        '您有多张待审批的单据，请写明单号，例如：同意 CGDD000187\n\n- CGDD000187\n- CGDD000186',
        ['100187'],
      ],
    );
  });

  it('asks the ERP before it asks the person, and the person when the ERP is away', async () => {
    const parts = fakeParts();
    await parts.shown.remember('huadong', user, {
      form,
      documentId: '9',
      number: 'OLD1',
      version: 'v',
      node: 'over',
      commandId: 'c',
      at: parts.clock.now(),
      traceparent: '',
    });
    await shown(parts);
    parts.erp.down = true;
    const away = await write(parts, '同意', { msgId: '1' });
    parts.erp.down = false;
    const back = await write(parts, '同意', { msgId: '2' });
    assert.deepEqual(
      [away.startsWith('您有多张'), back.startsWith('已收到：同意 CGDD000186')],
      [true, true],
    );
  });

  const answers: readonly (readonly [string, string, Partial<RobotText>])[] = [
    ['您现在没有待审批的单据。', '同意', {}],
    ['没有找到等您审批的单据 CGDD000999。', '同意 CGDD000999', {}],
    ['请写明驳回的原因，例如：驳回 金额不对', '驳回', {}],
    [
      '请回复：同意、确认付款、批准，或 驳回 加原因；有多张单据时请加上单号，例如：同意 CGDD000186',
      '在吗',
      {},
    ],
    ['为了安全，请在与机器人的单聊中回复。', '同意', { private: false }],
  ];

  for (const [want, text, over] of answers) {
    it(`answers "${text}"${over.private === false ? ' in a group' : ''} with: ${want.slice(0, 20)}`, async () => {
      const parts = fakeParts();
      assert.deepEqual([await write(parts, text, over), parts.published], [want, []]);
    });
  }

  it('answers in the language of the tenant', async () => {
    const parts = fakeParts();
    await shown(parts);
    const tenant = { ...parts.tenants.get('huadong'), answers: answersOf('vi') };
    const answer = await write({ ...parts, tenants: { get: () => tenant } }, 'đồng ý');
    assert.equal(answer, 'Đã nhận: đồng ý CGDD000186, đang xử lý. Kết quả sẽ hiển thị trên thẻ.');
  });

  it('shows a number that is no number as text', async () => {
    const parts = fakeParts();
    await shown(parts, '[CG](http://evil.cn)');
    await shown(parts, '**CGDD000187**', '100187');
    const [, ...lines] = (await write(parts, '同意')).split('\n\n');
    assert.deepEqual(lines, ['- ＊＊CGDD000187＊＊\n- ［CG］(http：／／evil．cn)']);
  });

  it('does not offer what was decided or is too old', async () => {
    const parts = fakeParts();
    await shown(parts);
    await parts.ledger.append(aDecision({ node: 'node-0' }));
    const decided = await write(parts, '同意', { msgId: '1' });
    const other = fakeParts();
    await shown(other);
    await other.clock.advance(3_600_001);
    assert.deepEqual(
      [decided, await write(other, '同意')],
      ['您现在没有待审批的单据。', '您现在没有待审批的单据。'],
    );
  });

  it('answers a message once, however often it is delivered', async () => {
    const parts = fakeParts();
    await shown(parts);
    const heard = [await write(parts, '同意'), await write(parts, '同意')];
    assert.deepEqual([heard[1], parts.published.length], ['', 1]);
  });

  it('hears nobody from another organisation and nobody without an id', async () => {
    const parts = fakeParts();
    await shown(parts);
    await write(parts, '同意', { corpId: 'ding-other', msgId: '1' });
    await write(parts, '同意', { userId: '', msgId: '2' });
    assert.deepEqual(parts.published, []);
  });
});

describe('rememberShown', () => {
  it('keeps the newest of a document when an old receipt comes again', async () => {
    const parts = fakeParts();
    const remember = rememberShown(parts.shown, () => 'tp');
    const recipients = [{ userId: 'a', node: 'n', state: 'DELIVERED' as const, reason: null }];
    const newest = aReceipt({ recipients, version: 'v2', at: 2_000 });
    for (const receipt of [newest, aReceipt({ recipients, version: 'v1', at: 1_000 }), newest])
      await remember(receipt);
    const found = await parts.shown.of('huadong', 'a');
    assert.deepEqual(
      found.map(({ version }) => version),
      ['v2'],
    );
  });

  it('remembers those who were reached and may decide', async () => {
    const parts = fakeParts();
    const node = 'node-0';
    const receipt = aReceipt({
      recipients: [
        { userId: 'a', node, state: 'DELIVERED', reason: null },
        { userId: 'b', node, state: 'DROPPED', reason: 'left' },
        { userId: 'c', node: null, state: 'DELIVERED', reason: null },
      ],
    });
    await rememberShown(parts.shown, () => 'tp')(receipt);
    const found = await Promise.all(
      ['a', 'b', 'c'].map(async (userId) =>
        (await parts.shown.of('huadong', userId)).map(({ number, node: waits }) => [number, waits]),
      ),
    );
    assert.deepEqual(found, [[['CGDD000186', node]], [], []]);
  });
});
