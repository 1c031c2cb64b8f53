import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Control, stageOf, waitFor, type RunningHub, type Stage } from '@hub/cli';
import { tailTopics, type TailedRecord } from '@hub/kafka';
import { hubForTests } from './testing/hub-for-tests.js';

const root = join(import.meta.dirname, '../..');
const form = 'AR_receivable';
const key = randomBytes(24).toString('hex');
const dayMs = 86_400_000;

const watching = `
facts:
  - { kind: receivable-overdue, form: AR_receivable, days: [1, 7, 30], everyMs: 1000 }
levels:
  - { kind: stock, everyMs: 1000 }
reconcile: { everyMs: 3000 }
hints: { keys: [{ file: huadong-hints }] }
`;
const rules = `
rules:
  - id: overdue
    says: 应收逾期,财务经理知情
    when: { form: AR_receivable, step: OVERDUE }
    notify: [{ role: 财务经理 }]
    channel: ROBOT
    template: notice
`;

interface Event {
  readonly form: string;
  readonly step: string;
  readonly version: string;
  readonly backfill: boolean;
  readonly eventId: string;
  readonly summary: { readonly number: string };
}

describe('what happens without anybody touching a bill', () => {
  let hub: RunningHub;
  let huadong: Stage;
  let erp: Control;
  let acctId: string;
  const events: Event[] = [];
  const watched = new Set<string>();
  let tail: Awaited<ReturnType<typeof tailTopics>>;

  before(async () => {
    hub = await hubForTests();
    huadong = stageOf(hub, 'huadong');
    erp = new Control(hub.kingdee.control);
    acctId = hub.kingdee.accounts.find(({ orgNumber }) => orgNumber === '100')?.acctId ?? '';
    tail = await tailTopics({
      brokers: hub.kafka.brokers,
      clientId: 'e2e',
      topics: ['kingdee.document.v1', 'hub.watermark.v1'],
      from: 'earliest',
      onRecord: ({ topic, value }: TailedRecord) => {
        if (topic === 'kingdee.document.v1') events.push(value as Event);
        else watched.add((value as { readonly form: string }).form);
      },
    });
    const folder = join(hub.place.tenantsDir, 'huadong');
    writeFileSync(join(hub.place.secretsDir, 'huadong-hints'), key, { mode: 0o600 });
    writeFileSync(join(folder, 'rules/overdue.yaml'), rules);
    const file = join(folder, 'tenant.yaml');
    const text = readFileSync(file, 'utf8').replace(
      '[PUR_PurchaseOrder, ',
      `[${form}, PUR_PurchaseOrder, `,
    );
    writeFileSync(file, text + watching);
    // What was overdue before is history, so the story begins when the hub has begun to watch.
    await waitFor('the hub watches', async () => watched.has(`facts:receivable-overdue:${form}`));
  });
  after(async () => {
    await tail.close();
    await hub.stop();
  });

  /** An audited receivable that was due so many days ago. */
  async function receivable(daysAgo: number): Promise<string> {
    const due = new Date(Date.now() + 8 * 3_600_000 - daysAgo * dayMs).toISOString().slice(0, 10);
    const row = { FMATERIALID: { FNumber: 'MAT001' }, FPriceQty: '10', FTaxPrice: '100' };
    const model = {
      FCUSTOMERID: { FNumber: 'CUST0001' },
      FENDDATE_H: due,
      FEntityDetail: [row],
      FEntityPlan: [{ FENDDATE: due, FPAYAMOUNTFOR: '1000' }],
    };
    const by = { by: 'lixiaomei' };
    const saved = await erp.post(`control/bills/${acctId}/${form}`, { ...by, model });
    const { number } = (saved as { bill: { number: string } }).bill;
    for (const step of ['submit', 'audit']) {
      await erp.post(`control/bills/${acctId}/${form}/${number}/${step}`, by);
    }
    return number;
  }

  /** Sets the safety stock of a material by the WebAPI, as any client does. */
  async function safetyStock(quantity: string): Promise<void> {
    const base = `${hub.kingdee.url}Kingdee.BOS.WebApi.ServicesStub.`;
    const call = async (method: string, parameters: unknown[], session = ''): Promise<string> => {
      const answer = await fetch(`${base}${method}.common.kdsvc`, {
        method: 'POST',
        headers: { 'kdservice-sessionid': session },
        body: JSON.stringify({ parameters }),
      });
      return answer.text();
    };
    const account = hub.kingdee.accounts.find((one) => one.acctId === acctId);
    const user = account?.users.find(({ userName }) => userName === 'Administrator');
    const login = [acctId, user?.userName, user?.password, 2052];
    const reply = JSON.parse(await call('AuthService.ValidateUser', login)) as {
      readonly KDSVCSessionId: string;
    };
    const stock = { FIsEnableSafeStock: true, FSafeStock: quantity };
    const query = {
      FormId: 'BD_MATERIAL',
      FieldKeys: 'FMATERIALID',
      FilterString: "FNumber='MAT001'",
    };
    const [[id] = []] = JSON.parse(
      await call(
        'DynamicFormService.ExecuteBillQuery',
        [JSON.stringify(query)],
        reply.KDSVCSessionId,
      ),
    ) as number[][];
    const model = { FMATERIALID: id, SubHeadEntity1: stock };
    const data = JSON.stringify({ Model: model });
    const saved = await call(
      'DynamicFormService.Save',
      ['BD_MATERIAL', data],
      reply.KDSVCSessionId,
    );
    assert.ok(saved.includes('"IsSuccess":true'), saved);
  }

  function toldOf(number: string, step: string): readonly Event[] {
    return events.filter((event) => event.summary.number === number && event.step === step);
  }

  async function hint(body: string, signedWith = key): Promise<Response> {
    const seconds = String(Math.floor(Date.now() / 1_000));
    const mac = createHmac('sha256', signedWith).update(`${seconds}.huadong.${body}`).digest('hex');
    const url = hub.services.get('ingest-kingdee')?.url ?? '';
    return fetch(`${url}/hints/huadong`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-hub-timestamp': seconds,
        'x-hub-signature': `sha256=${mac}`,
      },
      body,
    });
  }

  it('a receivable that is overdue is told once, also across a restart', async () => {
    const first = await receivable(8);
    await waitFor(
      'the receivable is on the topic',
      async () => toldOf(first, 'OVERDUE').length > 0,
    );
    const phone = huadong.phone('陈国强');
    await waitFor('finance is told', async () => (await phone.texts(first)).length > 0);
    await hub.services.get('ingest-kingdee')?.stop();
    await hub.restart('ingest-kingdee');
    // What comes after shows that the same question was asked again.
    const second = await receivable(2);
    await waitFor('the next one is told', async () => toldOf(second, 'OVERDUE').length > 0);
    assert.deepEqual(
      [...toldOf(first, 'OVERDUE'), ...toldOf(second, 'OVERDUE')].map(({ version }) =>
        version.slice(0, 'overdue:7'.length),
      ),
      ['overdue:7', 'overdue:1'],
    );
    assert.equal((await phone.texts(first)).length, 1);
  });

  it('a stock that falls below its safety level is told, and again when it is back', async () => {
    // A material may lie in several places, and each is told by itself.
    const places = (): readonly (readonly string[])[] => {
      const steps = new Map<string, string[]>();
      for (const { form: of, step, summary } of events) {
        if (of !== 'STK_Inventory' || !summary.number.startsWith('MAT001 ')) continue;
        steps.set(summary.number, [...(steps.get(summary.number) ?? []), step]);
      }
      return [...steps.values()];
    };
    await safetyStock('99999999');
    await waitFor('it is below', async () => places().length > 0);
    await safetyStock('0.1');
    await waitFor('it is back wherever it was below', async () =>
      places().every((steps) => steps.includes('WITHIN_LIMIT')),
    );
    for (const steps of places()) assert.deepEqual(steps, ['BELOW_LIMIT', 'WITHIN_LIMIT']);
  });

  it('a hint with a good signature is taken, a forged one is not', async () => {
    assert.equal((await hint(`{"formId":"${form}"}`)).status, 202);
    const forged = await hint(`{"formId":"${form}"}`, 'another key');
    assert.deepEqual([forged.status, await forged.json()], [401, { code: 'INGEST_HINT_FORGED' }]);
  });

  it('a bill that is deleted, which no poll can see, is told by the full compare', async () => {
    const order = { acctId, form: 'PUR_PurchaseOrder', applicant: 'lixiaomei', amount: '5' };
    const made = await erp.post('control/bills', { ...order, submit: false });
    const { number } = (made as { bill: { number: string } }).bill;
    await waitFor('the order is on the topic', async () => toldOf(number, 'SAVED').length > 0);
    await erp.post(`control/bills/${acctId}/PUR_PurchaseOrder/${number}/delete`, {
      by: 'lixiaomei',
    });
    await waitFor('its deletion is told', async () => toldOf(number, 'DELETED').length > 0, 60_000);
    assert.equal(toldOf(number, 'DELETED').length, 1);
  });

  it('a backfill publishes the past under the ids of live reading, marked as history', async () => {
    const number = await receivable(1);
    await waitFor('it was read live', async () => toldOf(number, 'APPROVED').length > 0);
    const [live] = toldOf(number, 'APPROVED');
    const yesterday = new Date(Date.now() - dayMs).toISOString().slice(0, 10);
    const program = join(root, 'services/ingest-kingdee/dist/backfill/main.js');
    const given = ['--tenant', 'huadong', '--form', form, '--from', yesterday];
    await promisify(execFile)(process.execPath, [program, ...given], {
      env: {
        ...process.env,
        KAFKA_BROKERS: hub.kafka.brokers.join(','),
        HUB_TENANTS_DIR: hub.place.tenantsDir,
        HUB_SECRETS_DIR: hub.place.secretsDir,
        KINGDEE_URL: hub.kingdee.url,
        DINGTALK_API_URL: hub.dingtalk.api,
        DINGTALK_OAPI_URL: hub.dingtalk.oapi,
      },
    });
    await tail.catchUp();
    const history = toldOf(number, 'APPROVED').filter(({ backfill }) => backfill);
    assert.deepEqual(
      history.map(({ eventId }) => eventId),
      [live?.eventId],
    );
  });
});
