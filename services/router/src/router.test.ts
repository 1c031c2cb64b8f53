import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, HubError } from '@hub/core';
import { compileRules, parseRules } from '@hub/rules';
import { keyOf, type Command, type Person } from '@hub/schemas';
import { aDecision, aDocument, aPendingNode, aPerson, aSummary } from '@hub/testkit';
import { DirectoryTable } from './adapters/directory-table.js';
import { routeDocument } from './route-document.js';
import { tellDecision } from './tell-decision.js';

const manager = aPerson({
  person: 'hd0002',
  name: '王芳',
  roles: ['部门经理'],
  erpUserId: '16402',
});
const finance = aPerson({
  person: 'hd0003',
  name: '陈国强',
  roles: ['财务经理'],
  erpUserId: '16403',
});
const buyer = aPerson({ person: 'hd0001', name: '李晓梅', roles: [], erpUserId: '16401' });
const namesake = aPerson({ ...finance, tenant: 'huanan', person: 'hn0003', name: '周婷' });

function directoryOf(...people: Person[]): DirectoryTable {
  return new DirectoryTable({ values: () => people, onChange: () => () => undefined });
}

const everybody = directoryOf(manager, finance, buyer, namesake);
const rules = compileRules(
  parseRules([
    {
      source: 'rules.yaml',
      text: `
rules:
  - id: large
    says: large orders
    when: { form: PUR_PurchaseOrder, step: SUBMITTED, amount: { above: "50000", currency: CNY } }
    notify: [{ pendingApprover: true }, { role: 财务经理 }]
    priority: URGENT
  - id: watch
    says: the manager watches all
    when: { form: PUR_PurchaseOrder, step: SUBMITTED, amount: { above: "1000", currency: CNY } }
    notify: [{ person: hd0002 }]
`,
    },
  ]),
);
const route = (directory: DirectoryTable): ReturnType<typeof routeDocument> =>
  routeDocument({ current: () => Promise.resolve(rules) }, directory);

async function commandsOf(directory: DirectoryTable, document = aDocument()): Promise<Command[]> {
  const outbound = await route(directory)(document);
  return outbound.map(({ value }) => value as Command);
}

describe('routing a document', () => {
  it('an order above the line asks its approver and informs the finance manager, each once', async () => {
    const [command, ...others] = await commandsOf(everybody);
    assert.deepEqual(others, []);
    assert.deepEqual(command?.recipients, [
      { userId: 'hd0002', name: '王芳', rules: ['large', 'watch'], node: aPendingNode().node },
      { userId: 'hd0003', name: '陈国强', rules: ['large'], node: null },
    ]);
  });

  it('the most urgent rule gives the message its priority', async () => {
    assert.equal((await commandsOf(everybody))[0]?.priority, 'URGENT');
  });

  it('people are shown the name of the applicant, where the ERP only has a login', async () => {
    const summary = aSummary({ applicant: { userId: '16401', name: 'lixiaomei' } });
    const [command] = await commandsOf(everybody, aDocument({ summary }));
    assert.equal(command?.summary.applicant?.name, '李晓梅');
  });

  it('the same document makes the same command id, so that a replay finds the card there', async () => {
    const [first] = await commandsOf(everybody);
    const [second] = await commandsOf(everybody);
    assert.equal(first?.commandId, second?.commandId);
  });

  it('an order of ten yuan wakes nobody', async () => {
    const ten = { amount: new Decimal('10'), currency: 'CNY' };
    const document = aDocument({ summary: aSummary({ amount: ten, localAmount: ten }) });
    assert.deepEqual(await commandsOf(everybody, document), []);
  });

  it('what is read for history wakes nobody', async () => {
    assert.deepEqual(await commandsOf(everybody, aDocument({ backfill: true })), []);
  });

  it('a person of another subsidiary in the same role is not told', async () => {
    const [command] = await commandsOf(everybody);
    assert.equal(
      command?.recipients.some(({ userId }) => userId === 'hn0003'),
      false,
    );
  });

  it('somebody who left is not told', async () => {
    const [command] = await commandsOf(directoryOf(manager, { ...finance, active: false }));
    assert.deepEqual(
      command?.recipients.map(({ userId }) => userId),
      ['hd0002'],
    );
  });

  it('waits, naming whom it misses, when rules apply but nobody is found', async () => {
    await assert.rejects(commandsOf(directoryOf(namesake)), (error) => {
      assert.ok(error instanceof HubError);
      assert.deepEqual([error.code, error.retryable], ['ROUTER_NO_RECIPIENT', true]);
      assert.match(error.message, /16402 \(王芳\).*people\.yaml.*财务经理/);
      return true;
    });
  });
});

describe('telling groups', () => {
  const groups = ['采购通知群', '管理层'];
  const rule = (id: string, told: string, priority: string): string =>
    `  - { id: ${id}, says: x, when: { form: PUR_PurchaseOrder, step: SUBMITTED }, notify: [${told}], channel: GROUP, template: notice, priority: ${priority} }\n`;
  const text = `rules:\n${rule('a', '{ group: 采购通知群 }, { group: 管理层 }', 'LOW')}${rule('b', '{ group: 管理层 }', 'URGENT')}`;
  const told = compileRules(parseRules([{ source: 'rules.yaml', text }], () => groups));

  it('each gets one message of its own, which lists it with the rules that chose it', async () => {
    const route = routeDocument({ current: () => Promise.resolve(told) }, directoryOf());
    const commands = (await route(aDocument())).map(({ value }) => value as Command);
    const seen = commands.map(({ channel, recipients, priority }) => [
      ...[channel, priority],
      ...recipients.map(({ userId, rules: ids, node }) => [userId, ids.join(), node]),
    ]);
    assert.deepEqual(seen, [
      ['GROUP', 'LOW', ['采购通知群', 'a', null]],
      ['GROUP', 'URGENT', ['管理层', 'a,b', null]],
    ]);
    assert.equal(new Set(commands.map(({ commandId }) => commandId)).size, 2);
    assert.deepEqual(
      commands.map((command) => keyOf('hub.command.v1', command)),
      ['huadong/GROUP/采购通知群', 'huadong/GROUP/管理层'],
    );
  });
});

describe('telling a decision', () => {
  const done = aDecision({ state: 'DONE', summary: aSummary() });
  const tell = tellDecision(everybody);

  it('the applicant hears who decided what', async () => {
    const [message] = await tell(done);
    const command = message?.value as Command;
    assert.deepEqual(
      command.recipients.map(({ userId }) => userId),
      ['hd0001'],
    );
    assert.deepEqual(
      [command.channel, command.decision?.action, command.decision?.actor],
      ['ROBOT', done.action, done.actor.name],
    );
  });

  for (const state of ['INTENT', 'REFUSED', 'UNDECIDED'] as const) {
    it(`nobody is told while the decision is ${state}`, async () => {
      assert.deepEqual(await tell({ ...done, state }), []);
    });
  }

  it('an applicant who decided himself is not told what he did', async () => {
    const own = { ...done, actor: { ...done.actor, userId: 'hd0001' } };
    assert.deepEqual(await tell(own), []);
  });
});
