import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Click, Decision } from '@hub/schemas';
import { decideClick } from './decide-click.js';
import type { Erp } from './ports.js';
import { Sends } from './sends.js';
import { claimsFor, clickOf, fakeParts, type FakeParts } from './testing/fakes.js';

const user = 'u16402';

function approve(parts: FakeParts, over: Partial<Click> = {}): Click {
  return clickOf(claimsFor(parts, user, 'APPROVE'), parts.clock.now(), over);
}

/** Handles a click as the transport does: publishes what comes back. */
async function decide(parts: FakeParts, click: Click): Promise<Decision> {
  const outbound = await decideClick(parts)(click);
  for (const { value } of outbound) await parts.ledger.append(value as Decision);
  return outbound.at(-1)?.value as Decision;
}

const states = (parts: FakeParts): string[] => parts.ledger.records.map(({ state }) => state);

describe('decideClick', () => {
  it('puts the intent on record, writes as the person with the reference, and returns what stands after', async () => {
    const parts = fakeParts();
    const decision = await decide(parts, approve(parts, { reason: '价格合适' }));
    assert.deepEqual(
      [
        states(parts),
        decision.documentStep,
        decision.actor,
        decision.summary?.number,
        parts.erp.effects,
      ],
      [
        ['INTENT', 'DONE'],
        'SUBMITTED',
        { userId: user, name: '员工16402', erpUserId: '16402' },
        'CGDD000186',
        [
          {
            node: 'node-0',
            erpUserId: '16402',
            action: 'APPROVE',
            opinion: `价格合适 [hub:${decision.decisionId}]`,
          },
        ],
      ],
    );
  });

  it('says that the bill is approved after the last node, and rejected after a rejection', async () => {
    const last = fakeParts([['16402']]);
    const rejected = fakeParts();
    const reject = clickOf(claimsFor(rejected, user, 'REJECT'), rejected.clock.now(), {
      reason: '金额不对',
    });
    assert.deepEqual(
      [
        (await decide(last, approve(last))).documentStep,
        (await decide(rejected, reject)).documentStep,
      ],
      ['APPROVED', 'REJECTED'],
    );
  });

  it('answers every later click on the node with the first decision', async () => {
    const parts = fakeParts([['16402', '16403']]);
    const clicks = [
      approve(parts),
      approve(parts),
      clickOf(claimsFor(parts, user, 'REJECT'), parts.clock.now()),
      clickOf(claimsFor(parts, 'u16403', 'REJECT'), parts.clock.now()),
    ];
    const decisions = [];
    for (const click of clicks) decisions.push(await decide(parts, click));
    assert.deepEqual(
      [decisions.map(({ state, action }) => [state, action]), parts.erp.effects.length],
      [clicks.map(() => ['DONE', 'APPROVE']), 1],
    );
  });

  it('refuses without touching the ledger of a decided node, and tells the code otherwise', async () => {
    const parts = fakeParts();
    const click = approve(parts);
    parts.erp.edit();
    const { state, refusal, actor } = await decide(parts, click);
    assert.deepEqual(
      [state, refusal, actor.erpUserId, parts.erp.effects],
      ['REFUSED', 'WRITEBACK_STALE', '16402', []],
    );
  });

  it('judges a click by the time it was made, because it may have waited for the ERP', async () => {
    const parts = fakeParts();
    const click = approve(parts);
    parts.erp.down = true;
    await assert.rejects(decide(parts, click), { code: 'KINGDEE_UNREACHABLE' });
    await parts.clock.advance(2 * 3_600_000);
    parts.erp.down = false;
    assert.equal((await decide(parts, click)).state, 'DONE');
  });

  it('reads back when the answer was lost, and does not send again what took effect', async () => {
    const parts = fakeParts();
    parts.erp.fates.push('applied-answer-lost');
    const { state } = await decide(parts, approve(parts));
    assert.deepEqual([state, parts.erp.effects.length], ['DONE', 1]);
  });

  it('sends again only after a call without effect can have none any more', async () => {
    const parts = fakeParts();
    parts.erp.fates.push('answer-lost');
    const click = approve(parts);
    await assert.rejects(decide(parts, click), {
      code: 'WRITEBACK_CHECKING',
      retryable: true,
      retryAfterMs: 5_000,
    });
    await assert.rejects(decide(parts, click), { code: 'WRITEBACK_CHECKING' });
    await parts.clock.advance(5_000);
    const { state } = await decide(parts, click);
    assert.deepEqual(
      [state, states(parts), parts.erp.effects.length],
      ['DONE', ['INTENT', 'INTENT', 'DONE'], 1],
    );
  });

  it('does not let a call that takes effect late meet the same person again on the next node', async () => {
    const parts = fakeParts([['16402'], ['16402']]);
    parts.erp.fates.push('applied-late');
    const click = approve(parts);
    await assert.rejects(decide(parts, click), { code: 'WRITEBACK_CHECKING' });
    await parts.clock.advance(5_000);
    const { state } = await decide(parts, click);
    assert.deepEqual([state, parts.erp.effects.map(({ node }) => node)], ['DONE', ['node-0']]);
  });

  it('gives up after three lost calls and asks a human', async () => {
    const parts = fakeParts();
    parts.erp.fates.push('answer-lost', 'answer-lost', 'answer-lost', 'ok');
    const click = approve(parts);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await assert.rejects(decide(parts, click), { code: 'WRITEBACK_CHECKING' });
      await parts.clock.advance(5_000);
    }
    const { state, refusal } = await decide(parts, click);
    assert.deepEqual([state, refusal, parts.erp.effects], ['UNDECIDED', 'WRITEBACK_UNDECIDED', []]);
  });

  it('asks a human when the ERP cannot say for a quarter of an hour', async () => {
    const parts = fakeParts();
    parts.erp.fates.push('applied-answer-lost');
    const click = approve(parts);
    const append = parts.ledger.append.bind(parts.ledger);
    parts.ledger.append = (decision) => {
      parts.erp.down = true; // from the intent on nothing can be read
      return append(decision);
    };
    await assert.rejects(decide(parts, click), { code: 'WRITEBACK_CHECKING' });
    await parts.clock.advance(15 * 60_000);
    const { state } = await decide(parts, click);
    parts.erp.down = false;
    // Pressing again, or writing to the robot, looks once more.
    const again = await decide(parts, { ...click, clickId: 'later', at: parts.clock.now() });
    assert.deepEqual([state, again.state, parts.erp.effects.length], ['UNDECIDED', 'DONE', 1]);
  });

  it('settles the intent of a process that died before anything else is done to the node', async () => {
    const parts = fakeParts([['16402', '16403']]);
    const click = approve(parts);
    const other = clickOf(claimsFor(parts, 'u16403', 'REJECT'), parts.clock.now());
    const { erp } = parts;
    const dying: Erp = {
      read: () => erp.read(),
      open: () => erp.open(),
      history: () => erp.history(),
      write: async (tenant, writing) => {
        await erp.write(tenant, writing);
        await new Promise<never>(() => undefined); // killed after the ERP took it
      },
    };
    void decideClick({ ...parts, erp: dying })(click);
    await parts.clock.advance(1);
    assert.deepEqual([states(parts), parts.erp.effects.length], [['INTENT'], 1]);
    const decision = await decide({ ...parts, sends: new Sends() }, other);
    assert.deepEqual(
      [decision.state, decision.action, decision.clickId, parts.erp.effects.length],
      ['DONE', 'APPROVE', click.clickId, 1],
    );
  });

  it('tells both when the first came to nothing because the ERP went another way', async () => {
    const parts = fakeParts([['16402', '16403']]);
    const [first, second] = [
      approve(parts),
      clickOf(claimsFor(parts, 'u16403', 'APPROVE'), parts.clock.now()),
    ];
    parts.erp.fates.push('answer-lost');
    await assert.rejects(decide(parts, first), { code: 'WRITEBACK_CHECKING' });
    parts.erp.decide('16403', 'REJECT', '在金蝶中驳回');
    const outbound = await decideClick(parts)(second);
    assert.deepEqual(
      outbound.map(({ value }) => [(value as Decision).actor.userId, (value as Decision).refusal]),
      [
        [user, 'WRITEBACK_DECIDED'],
        ['u16403', 'WRITEBACK_STALE'],
      ],
    );
  });

  it('hands a plain refusal of the ERP on, and a new press may try again', async () => {
    const parts = fakeParts();
    parts.erp.fates.push('refused');
    const click = approve(parts);
    const refused = await decide(parts, click);
    const repeated = await decide(parts, click); // the same record again
    await parts.clock.advance(1);
    const pressedAgain = await decide(parts, { ...click, at: parts.clock.now() + 1 });
    assert.deepEqual(
      [refused.refusal, repeated.refusal, pressedAgain.state, parts.erp.effects.length],
      ['WRITEBACK_ERP_REFUSED', 'WRITEBACK_ERP_REFUSED', 'DONE', 1],
    );
  });

  it('does not write when another process took the node meanwhile', async () => {
    const parts = fakeParts();
    const append = parts.ledger.append.bind(parts.ledger);
    parts.ledger.append = async (decision) => {
      await append(decision);
      await append({ ...decision, clickId: 'of another process' });
    };
    await assert.rejects(decide(parts, approve(parts)), {
      code: 'WRITEBACK_CONTENDED',
      retryable: true,
    });
    assert.deepEqual(parts.erp.effects, []);
  });
});
