import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { DocumentReader, K3CloudClient, type PendingTask } from '@hub/kingdee';
import { startKingdeeSimulator, type KingdeeSimulator } from '@hub/simulator-kingdee';

const forms = ['PUR_PurchaseOrder', 'CN_PAYAPPLY'];
const form = 'PUR_PurchaseOrder';

/** The client was written from the vendor's documents and so was the simulator; here they meet. */
describe('the Kingdee client at a simulated ERP', () => {
  let erp: KingdeeSimulator;
  let client: K3CloudClient;
  let reader: DocumentReader;
  let acctId: string;

  function clientOf(auth: 'sign' | 'headers'): K3CloudClient {
    const [account] = erp.accounts;
    const [app] = account?.apps ?? [];
    assert.ok(account !== undefined && app !== undefined);
    acctId = account.acctId;
    return new K3CloudClient({ url: erp.url, acctId, ...app, auth, requestTimeoutMs: 60_000 });
  }

  before(async () => {
    erp = await startKingdeeSimulator();
    client = clientOf('sign');
    reader = new DocumentReader(client);
  });
  after(async () => {
    await client.close();
    await erp.close();
  });
  beforeEach(() => {
    erp.faults.clear();
  });

  async function control(path: string, body: object): Promise<Record<string, unknown>> {
    const response = await fetch(new URL(path, erp.control), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    assert.equal(response.status, 200, JSON.stringify(answer));
    return answer;
  }

  /** Lixiaomei's order, submitted. */
  async function order(amount: string): Promise<{ documentId: string; number: string }> {
    const { bill } = await control('control/bills', {
      acctId,
      form,
      applicant: 'lixiaomei',
      amount,
    });
    const { id, number } = bill as { readonly id: number | string; readonly number: string };
    return { documentId: String(id), number };
  }

  async function openTask(documentId: string): Promise<PendingTask> {
    const tasks = await reader.pendingNodes(forms);
    const task = tasks.find((open) => open.documentId === documentId);
    assert.ok(task !== undefined, `no open task of ${documentId}`);
    return task;
  }

  async function decide(
    number: string,
    task: PendingTask,
    action: 'APPROVE' | 'REJECT',
    opinion: string,
  ): Promise<void> {
    const { documentId, approver } = task;
    await client.workflowAudit({
      form,
      number,
      documentId,
      erpUserId: approver.userId,
      action,
      opinion,
    });
  }

  it('finds all its forms and fields', async () => {
    await reader.checkForms(forms);
  });

  it('works with signed headers as well', async () => {
    const signed = clientOf('headers');
    assert.deepEqual(await new DocumentReader(signed).users(), await reader.users());
    await signed.close();
  });

  it('knows the users and whom they are in the company', async () => {
    const users = await reader.users();
    const wang = users.find(({ userName }) => userName === 'wangfang');
    assert.deepEqual(
      { ...wang, userId: undefined },
      {
        userId: undefined,
        userName: 'wangfang',
        name: '王芳',
        mobile: '13800001002',
        jobNumber: 'HD002',
        disabled: false,
      },
    );
  });

  it('reads a submitted order with its amount to the cent', async () => {
    const { documentId, number } = await order('86000.37');
    const document = await reader.read(form, documentId);
    assert.ok(document !== null);
    assert.equal(document.step, 'SUBMITTED');
    assert.equal(document.summary.number, number);
    assert.equal(document.summary.amount?.amount.toFixed(2), '86000.37');
    assert.equal(document.summary.amount.currency, 'CNY');
    assert.equal(document.summary.localAmount?.amount.toFixed(2), '86000.37');
    assert.equal(document.summary.department, '采购部');
    assert.equal(document.summary.organisation, '100');
    assert.ok(
      Math.abs(document.modifiedAt - erp.clock.now()) < 60_000,
      String(document.modifiedAt),
    );
  });

  it('tells the local amount of a payment request in a foreign currency', async () => {
    const request = {
      acctId,
      form: 'CN_PAYAPPLY',
      applicant: 'lixiaomei',
      amount: '1000',
      currency: 'USD',
      exchangeRate: '7.1234',
    };
    const { bill } = await control('control/bills', request);
    const { id } = bill as { readonly id: number | string };
    const document = await reader.read('CN_PAYAPPLY', String(id));
    assert.equal(document?.summary.amount?.currency, 'USD');
    assert.equal(document.summary.localAmount?.currency, 'CNY');
    assert.equal(document.summary.localAmount.amount.toFixed(2), '7123.40');
  });

  it('approves step by step as the person in question, until the order is audited', async () => {
    const { documentId, number } = await order('86000');
    const first = await openTask(documentId);
    assert.equal(first.number, number);
    await decide(number, first, 'APPROVE', '同意 #one');
    const second = await openTask(documentId);
    assert.notEqual(second.node, first.node);
    await decide(number, second, 'APPROVE', '同意 #two');

    assert.equal((await reader.read(form, documentId))?.step, 'APPROVED');
    const history = await reader.approvalHistory(form, { documentId });
    assert.deepEqual(
      history.map(({ node, userId, opinion, action }) => ({ node, userId, opinion, action })),
      [
        {
          node: first.node,
          userId: first.approver.userId,
          opinion: '同意 #one',
          action: 'APPROVE',
        },
        {
          node: second.node,
          userId: second.approver.userId,
          opinion: '同意 #two',
          action: 'APPROVE',
        },
      ],
    );
  });

  it('rejects, which is told from a withdrawal', async () => {
    const rejected = await order('86000');
    await decide(rejected.number, await openTask(rejected.documentId), 'REJECT', '太贵');
    assert.equal((await reader.read(form, rejected.documentId))?.step, 'REJECTED');

    const withdrawn = await order('86000');
    await control(`control/bills/${acctId}/${form}/${withdrawn.documentId}/withdraw`, {
      by: 'lixiaomei',
    });
    assert.equal((await reader.read(form, withdrawn.documentId))?.step, 'WITHDRAWN');
  });

  it('is refused a decision of somebody who has no task', async () => {
    const { documentId, number } = await order('86000');
    const task = await openTask(documentId);
    await decide(number, task, 'APPROVE', '同意');
    await assert.rejects(
      decide(number, task, 'APPROVE', '同意'),
      (error) => error instanceof HubError && error.code === 'KINGDEE_REFUSED',
    );
    const history = await reader.approvalHistory(form, { number });
    assert.equal(history.length, 1);
  });

  it('lives through a session that ran out and one that was lost', async () => {
    erp.clock.shift(21 * 60_000);
    await reader.read(form, '1');
    erp.faults.add({ kind: 'session-loss', target: 'ExecuteBillQuery' });
    await reader.read(form, '1');
  });

  it('does not know what came of a decision whose answer was lost, and finds it in the history', async () => {
    for (const kind of ['reply-lost', 'garbage']) {
      const { documentId, number } = await order('86000');
      const task = await openTask(documentId);
      erp.faults.add({ kind, target: 'WorkflowAudit' });
      await assert.rejects(
        decide(number, task, 'APPROVE', '同意 #lost'),
        (error) => error instanceof HubError && error.code === 'KINGDEE_OUTCOME_UNKNOWN',
        kind,
      );
      const [entry] = await reader.approvalHistory(form, { documentId });
      assert.equal(entry?.opinion, '同意 #lost');
      assert.equal(entry.node, task.node);
    }
  });

  const faults = [
    { kind: 'no-permission', want: 'KINGDEE_NO_PERMISSION' },
    { kind: 'bill-locked', want: 'KINGDEE_BUSY' },
    { kind: 'call-limit', want: 'KINGDEE_CALL_LIMIT' },
    { kind: 'html', want: 'KINGDEE_MALFORMED' },
    { kind: 'garbage', want: 'KINGDEE_MALFORMED' },
    { kind: 'exception', want: 'KINGDEE_BUSY' },
    { kind: 'http', want: 'KINGDEE_BUSY' },
    { kind: 'reply-lost', want: 'KINGDEE_UNREACHABLE' },
    { kind: 'refuse', want: 'KINGDEE_UNREACHABLE' },
  ];
  for (const { kind, want } of faults) {
    it(`takes ${kind} for ${want}`, async () => {
      // A server that is only busy is asked a second time at once.
      const times = want === 'KINGDEE_BUSY' ? 2 : 1;
      erp.faults.add({ kind, target: 'ExecuteBillQuery', times });
      await assert.rejects(
        reader.read(form, '1'),
        (error) => error instanceof HubError && error.code === want,
      );
    });
  }

  it('names an unknown form, an unknown field and a wrong secret', async () => {
    const codeOf = async (attempt: Promise<unknown>): Promise<unknown> =>
      await attempt.then(
        () => 'fine',
        (error: unknown) => (error instanceof HubError ? error.code : error),
      );
    assert.equal(
      await codeOf(client.query({ form: 'NO_SUCH', fields: ['FID'] })),
      'KINGDEE_FORM_UNKNOWN',
    );
    assert.equal(
      await codeOf(client.query({ form, fields: ['FNoSuch'] })),
      'KINGDEE_FIELD_UNKNOWN',
    );
    const [app] = erp.accounts[0]?.apps ?? [];
    assert.ok(app !== undefined);
    const wrong = new K3CloudClient({
      url: erp.url,
      acctId,
      ...app,
      appSecret: 'wrong-wrong-wrong',
    });
    assert.equal(await codeOf(wrong.query({ form, fields: ['FID'] })), 'KINGDEE_LOGIN_REFUSED');
    await wrong.close();
  });
});
