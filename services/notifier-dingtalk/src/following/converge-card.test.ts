import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aCommand, aDecision, aDocument, aPendingNode, aRecipient, aSummary } from '@hub/testkit';
import type { Command } from '@hub/schemas';
import { closeStaleCards } from './close-stale-cards.js';
import { convergeCard } from './converge-card.js';
import { deliverCommand } from '../deliver-command.js';
import { fakeParts, type FakeParts } from '../testing/fakes.js';

const both = [
  aRecipient(),
  aRecipient({ userId: 'hd004', name: '陈刚' }),
  aRecipient({ userId: 'hd003', node: null }),
];

async function withCard(
  over: Partial<Command> = {},
): Promise<{ parts: FakeParts; command: Command }> {
  const parts = fakeParts();
  const command = aCommand({ recipients: both, ...over });
  await deliverCommand(parts)(command);
  return { parts, command };
}

function buttons(parts: FakeParts, { commandId, recipients }: Command): string[] {
  return recipients.map(({ userId }) => {
    const {
      canDecide = '',
      approveToken = '',
      rejectToken = '',
    } = parts.dingtalk.seenBy(commandId, userId);
    return `${canDecide}${approveToken === '' && rejectToken === '' ? '' : '+tokens'}`;
  });
}

const gone = ['false', 'false', 'false'];

describe('convergeCard', () => {
  it('shows a decision to everybody, by whom and when, and leaves no live button', async () => {
    const { parts, command } = await withCard();
    await convergeCard(parts)(
      aDecision({ commandId: command.commandId, action: 'REJECT', comment: '金额不对' }),
    );
    const seen = both.map(({ userId }) => parts.dingtalk.seenBy(command.commandId, userId));
    assert.deepEqual(
      [buttons(parts, command), seen.map(({ status, detail }) => [status, detail])],
      [gone, both.map(() => ['已驳回', '王芳 2026-11-02 09:01 · 金额不对'])],
    );
  });

  it('closes every card that has a button for the node', async () => {
    const { parts, command } = await withCard();
    const other = aCommand({ template: 'approval', eventId: 'another event', recipients: both });
    await deliverCommand(parts)(other);
    await convergeCard(parts)(aDecision({ commandId: command.commandId }));
    assert.deepEqual([buttons(parts, command), buttons(parts, other)], [gone, gone]);
  });

  it('closes the clicked card for who clicked although it is not remembered', async () => {
    const parts = fakeParts();
    await convergeCard(parts)(aDecision({ commandId: 'forgotten' }));
    assert.deepEqual(
      parts.dingtalk.updates.map(({ commandId, change }) => [
        commandId,
        Object.keys(change.privateData),
      ]),
      [['forgotten', ['hd002']]],
    );
  });

  it('says nothing on an intent', async () => {
    const { parts, command } = await withCard();
    await convergeCard(parts)(aDecision({ state: 'INTENT', commandId: command.commandId }));
    assert.equal(parts.dingtalk.updates.length, 0);
  });

  it('tells a refused person alone why, and leaves the others their buttons', async () => {
    const { parts, command } = await withCard();
    await convergeCard(parts)(
      aDecision({ state: 'REFUSED', refusal: 'WRITEBACK_SELF', commandId: command.commandId }),
    );
    const [mine, theirs] = ['hd002', 'hd004'].map((userId) =>
      parts.dingtalk.seenBy(command.commandId, userId),
    );
    assert.deepEqual(
      [mine?.['status'], mine?.['detail'], theirs?.['status'], buttons(parts, command)],
      ['未生效', '不能审批自己提交的单据', '待审批', ['false', 'true+tokens', 'false']],
    );
  });

  it('gives the buttons back when the ERP refused, because trying again may help', async () => {
    const { parts, command } = await withCard();
    await convergeCard(parts)(
      aDecision({
        state: 'REFUSED',
        refusal: 'WRITEBACK_ERP_REFUSED',
        commandId: command.commandId,
      }),
    );
    assert.deepEqual(buttons(parts, command), ['true+tokens', 'true+tokens', 'false']);
  });

  it('says that it is being checked, and then what was decided', async () => {
    const { parts, command } = await withCard();
    const decision = aDecision({ commandId: command.commandId });
    await convergeCard(parts)({ ...decision, state: 'UNDECIDED', refusal: 'WRITEBACK_UNDECIDED' });
    const first = parts.dingtalk.seenBy(command.commandId, 'hd004')['status'];
    await convergeCard(parts)(decision);
    assert.deepEqual(
      [first, parts.dingtalk.seenBy(command.commandId, 'hd004')['status']],
      ['正在核实', '已同意'],
    );
  });

  it('never overwrites a later state with an earlier one, in whatever order they arrive', async () => {
    const { parts, command } = await withCard();
    const decision = aDecision({ commandId: command.commandId });
    const withdrawn = aDocument({
      step: 'WITHDRAWN',
      pending: [],
      observedAt: command.issuedAt + 1,
    });
    await convergeCard(parts)(decision);
    await closeStaleCards(parts)(withdrawn);
    await convergeCard(parts)({ ...decision, state: 'UNDECIDED' });
    await convergeCard(parts)({ ...decision, state: 'REFUSED', refusal: 'WRITEBACK_STALE' });
    assert.deepEqual(
      [parts.dingtalk.seenBy(command.commandId, 'hd002')['status'], buttons(parts, command)],
      ['已同意', gone],
    );
  });

  it('shows the later state again when an update in flight overtook it', async () => {
    const { parts, command } = await withCard();
    const decision = aDecision({ commandId: command.commandId });
    parts.dingtalk.meanwhile = async () => {
      await convergeCard(parts)(decision);
    };
    await closeStaleCards(parts)(
      aDocument({ step: 'APPROVED', pending: [], observedAt: command.issuedAt + 1 }),
    );
    assert.equal(parts.dingtalk.seenBy(command.commandId, 'hd004')['status'], '已同意');
  });

  it('shows the later state at the next attempt when who overtook it died before it could be shown again', async () => {
    // Used to: the later state counted as shown, and the card kept the earlier one for good.
    const { parts, command } = await withCard();
    const document = aDocument({ step: 'APPROVED', pending: [], observedAt: command.issuedAt + 1 });
    parts.dingtalk.meanwhile = async () => {
      await convergeCard(parts)(aDecision({ commandId: command.commandId }));
      parts.dingtalk.faultAfter = new Error('died');
    };
    await assert.rejects(closeStaleCards(parts)(document), { message: 'died' });
    const between = parts.dingtalk.seenBy(command.commandId, 'hd004')['status'];
    await closeStaleCards(parts)(document);
    const after = parts.dingtalk.seenBy(command.commandId, 'hd004')['status'];
    assert.deepEqual([between, after], ['已在金蝶处理', '已同意']);
  });

  it('shows the outcome again to who clicked too late', async () => {
    const { parts, command } = await withCard();
    const decision = aDecision({ commandId: command.commandId });
    await convergeCard(parts)(decision);
    // The answer to his late click said "processing".
    Object.assign(parts.dingtalk.cards.get(command.commandId)?.private['hd004'] ?? {}, {
      status: '处理中',
    });
    await convergeCard(parts)(decision);
    assert.equal(parts.dingtalk.seenBy(command.commandId, 'hd004')['status'], '已同意');
  });

  it('shows it at the retry when the update failed', async () => {
    const { parts, command } = await withCard();
    parts.dingtalk.fault = new Error('lost');
    const document = aDocument({ step: 'APPROVED', pending: [], observedAt: command.issuedAt + 1 });
    await assert.rejects(closeStaleCards(parts)(document));
    await closeStaleCards(parts)(document);
    assert.equal(parts.dingtalk.seenBy(command.commandId, 'hd002')['status'], '已在金蝶处理');
  });
});

describe('closeStaleCards', () => {
  const later = aCommand().issuedAt + 1;
  const next = aPendingNode({ node: 'next', approvers: [{ userId: '16405', name: '总经理' }] });
  const cases = [
    {
      name: 'approved in the ERP',
      document: aDocument({ step: 'APPROVED', pending: [], observedAt: later }),
      want: ['已在金蝶处理', '已审核'],
    },
    {
      name: 'gone on to the next step',
      document: aDocument({ pending: [next], observedAt: later }),
      want: ['已在金蝶处理', '已不在此审批节点'],
    },
    {
      name: 'withdrawn',
      document: aDocument({ step: 'WITHDRAWN', pending: [], observedAt: later }),
      want: ['已撤回', ''],
    },
    {
      name: 'changed while it waits',
      document: aDocument({ modifiedAt: later, observedAt: later }),
      want: ['已更新', '单据已变更，请以最新的卡片为准'],
    },
  ];

  for (const { name, document, want } of cases) {
    it(`closes the card of a bill that was ${name}`, async () => {
      const { parts, command } = await withCard();
      await closeStaleCards(parts)(document);
      const { status, detail } = parts.dingtalk.seenBy(command.commandId, 'hd002');
      assert.deepEqual([[status, detail], buttons(parts, command)], [want, gone]);
    });
  }

  it('leaves a card that still waits, and one newer than the news', async () => {
    const { parts, command } = await withCard();
    await closeStaleCards(parts)(
      aDocument({ observedAt: later, summary: aSummary({ note: 'same version' }) }),
    );
    await closeStaleCards(parts)(
      aDocument({ step: 'SAVED', pending: [], observedAt: command.issuedAt }),
    );
    assert.deepEqual(
      [parts.dingtalk.updates, buttons(parts, command)],
      [[], ['true+tokens', 'true+tokens', 'false']],
    );
  });

  it('updates a card once, however often the bill is read again', async () => {
    const { parts } = await withCard();
    const document = aDocument({ step: 'APPROVED', pending: [], observedAt: later });
    for (const offset of [0, 1, 2])
      await closeStaleCards(parts)({ ...document, observedAt: later + offset });
    assert.equal(parts.dingtalk.updates.length, 1);
  });
});
