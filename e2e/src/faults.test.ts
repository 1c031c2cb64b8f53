import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { cardWithButtons, stageOf, waitFor, type RunningHub, type Stage } from '@hub/cli';
import { anOrder, decisionsIn, status } from './testing/approvals.js';
import { hubForTests } from './testing/hub-for-tests.js';

const goodTenant = join(import.meta.dirname, '../../config/tenants/huanan/tenant.yaml');

describe('when something is broken', () => {
  let hub: RunningHub;
  let huadong: Stage;
  let huanan: Stage;

  before(async () => {
    hub = await hubForTests();
    huadong = stageOf(hub, 'huadong');
    huanan = stageOf(hub, 'huanan');
  });
  afterEach(() => {
    hub.kingdee.faults.clear();
    hub.dingtalk.faults.clear();
  });
  after(() => hub.stop());

  async function approveOn(
    stage: Stage,
    name: string,
    bill: Awaited<ReturnType<typeof anOrder>>,
  ): Promise<void> {
    const phone = stage.phone(name);
    await phone.press(await cardWithButtons(phone, bill), 'approve');
  }

  it('an approval whose answer was lost takes effect once and is found again', async () => {
    const bill = await anOrder(huadong);
    hub.kingdee.faults.add({ kind: 'reply-lost', target: 'WorkflowAudit', times: 1 });
    await approveOn(huadong, '王芳', bill);
    await approveOn(huadong, '陈国强', bill);
    await status(huadong, bill, 'C');
    assert.deepEqual(await decisionsIn(huadong, bill), ['王芳 审核通过', '陈国强 审核通过']);
  });

  it('write-back killed between a click and the ERP’s answer: one effect, in the end', async () => {
    const bill = await anOrder(huadong);
    const phone = huadong.phone('王芳');
    const card = await cardWithButtons(phone, bill);
    hub.kingdee.faults.add({
      kind: 'slow-reply',
      target: 'WorkflowAudit',
      times: 1,
      params: { ms: 8000 },
    });
    await phone.press(card, 'approve');
    await waitFor(
      'the ERP has applied it',
      async () => (await decisionsIn(huadong, bill)).length > 0,
    );
    await hub.services.get('writeback')?.kill();
    await hub.restart('writeback');
    await approveOn(huadong, '陈国强', bill);
    await status(huadong, bill, 'C');
    assert.deepEqual(await decisionsIn(huadong, bill), ['王芳 审核通过', '陈国强 审核通过']);
  });

  it('a session that the ERP lost is renewed and nothing is missed', async () => {
    hub.kingdee.faults.add({ kind: 'session-loss', target: 'ExecuteBillQuery', times: 1 });
    await cardWithButtons(huadong.phone('王芳'), await anOrder(huadong));
  });

  for (const kind of ['garbage', 'html', 'refuse'] as const) {
    it(`an ERP that answers with "${kind}" for a while loses nothing`, async () => {
      hub.kingdee.faults.add({ kind, target: 'ExecuteBillQuery', times: 3 });
      await cardWithButtons(huadong.phone('王芳'), await anOrder(huadong));
    });
  }

  it('DingTalk answering half JSON after it did the work: the card is there once', async () => {
    hub.dingtalk.faults.add({
      kind: 'half-json',
      target: '/v1.0/card/instances/createAndDeliver',
      times: 1,
    });
    const bill = await anOrder(huadong);
    const phone = huadong.phone('王芳');
    const card = await cardWithButtons(phone, bill);
    const shown = (await phone.cards(bill.number)).filter(
      ({ outTrackId }) => outTrackId === card.outTrackId,
    );
    assert.equal(shown.length, 1);
  });

  it('an access token that expires in between is renewed', async () => {
    hub.dingtalk.faults.add({
      kind: 'token-expired',
      target: '/v1.0/card/instances/createAndDeliver',
      times: 1,
    });
    await cardWithButtons(huadong.phone('王芳'), await anOrder(huadong));
  });

  it('a broken rule file leaves the last good rules in force', async () => {
    const file = join(hub.place.tenantsDir, 'huadong/rules/purchasing.yaml');
    await writeFile(file, 'rules: [ this is no rule');
    const log = await waitFor('the router names the file', async () => {
      await cardWithButtons(huadong.phone('王芳'), await anOrder(huadong));
      const text = await hub.logOf('router');
      return text.includes('huadong/rules/purchasing.yaml:1') ? text : null;
    });
    assert.match(log, /RULES_INVALID|mend the file named/);
  });

  it('a broken tenant file leaves that tenant as it was, and the other goes on', async () => {
    await writeFile(join(hub.place.tenantsDir, 'huanan/tenant.yaml'), 'name: [');
    await waitFor('ingest names the file', async () =>
      (await hub.logOf('ingest-kingdee')).includes('huanan/tenant.yaml'),
    );
    await cardWithButtons(huadong.phone('王芳'), await anOrder(huadong));
    const order = {
      form: 'PUR_PurchaseOrder',
      applicant: 'huangzhiming',
      amount: '30000',
    } as const;
    await cardWithButtons(huanan.phone('王芳'), await huanan.desk.submit(order));
  });

  it('a tenant with a wrong secret is named with the remedy, and the other goes on', async () => {
    await writeFile(
      join(hub.place.tenantsDir, 'huanan/tenant.yaml'),
      await readFile(goodTenant, 'utf8'),
    );
    await writeFile(join(hub.place.secretsDir, 'huanan-kingdee-app-secret'), 'not the secret');
    const log = await waitFor('ingest says which login is refused', async () => {
      const text = await hub.logOf('ingest-kingdee');
      return text.includes('KINGDEE_LOGIN_REFUSED') ? text : null;
    });
    const line = log.split('\n').find((each) => each.includes('KINGDEE_LOGIN_REFUSED')) ?? '';
    assert.match(line, /"tenant":"huanan"/);
    assert.equal(log.includes('not the secret'), false);
    await cardWithButtons(huadong.phone('王芳'), await anOrder(huadong));
  });
});
