import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { systemClock } from '@hub/core';
import type { Finding } from '@hub/source';
import type { K3CloudSourceOptions } from './k3cloud-source.js';
import { purchaseOrder } from './forms/pur-purchase-order.js';
import { SimulatedBook } from './testing/simulated-book.js';
import type { K3CloudOptions } from './web-api.js';

type Options = Partial<K3CloudSourceOptions> & Partial<K3CloudOptions>;

const form = 'PUR_PurchaseOrder';
const dayMs = 86_400_000;

interface Case {
  readonly name: string;
  readonly check: string;
  readonly code: string;
  /** What the tenant file says wrongly. */
  readonly options?: (book: SimulatedBook) => Options;
  /** What is wrong at the ERP. */
  readonly site?: (book: SimulatedBook) => Promise<unknown>;
  /** What the finding names. */
  readonly names?: RegExp;
}

const access = (book: SimulatedBook, body: object): Promise<unknown> =>
  book.control('PUT', `control/access/${book.account.acctId}`, body);
const switches = (book: SimulatedBook, body: object): Promise<unknown> =>
  book.control('PUT', 'control/switches', body);

const cases: readonly Case[] = [
  {
    name: 'a wrong key',
    check: 'kingdee.login',
    code: 'KINGDEE_KEY_WRONG',
    options: () => ({ appSecret: 'wrong-wrong-wrong' }),
  },
  {
    name: 'an application that does not exist',
    check: 'kingdee.login',
    code: 'KINGDEE_KEY_WRONG',
    options: () => ({ appId: '999999_AECAwQFBgcICQoLDA0ODxAREhMUFRYX' }),
  },
  {
    name: 'a version that knows no SHA-256',
    check: 'kingdee.login',
    code: 'KINGDEE_KEY_WRONG',
    site: (book) => switches(book, { signAlgorithms: 'sha1' }),
  },
  {
    name: 'a wrong account book',
    check: 'kingdee.account',
    code: 'KINGDEE_ACCOUNT_UNKNOWN',
    options: () => ({ acctId: '5f0000000000ff' }),
    names: /5f0000000000ff; 5f0000000000a1/,
  },
  {
    name: 'an address that is not on the list',
    check: 'kingdee.login',
    code: 'KINGDEE_ADDRESS_REFUSED',
    site: (book) =>
      access(book, { apps: [{ appId: book.account.appId, addresses: ['10.9.8.7'] }] }),
  },
  {
    name: 'a user that the application may not be',
    check: 'kingdee.login',
    code: 'KINGDEE_USER_REFUSED',
    site: (book) => access(book, { apps: [{ appId: book.account.appId, users: ['somebody'] }] }),
  },
  {
    name: 'a user that is locked',
    check: 'kingdee.login',
    code: 'KINGDEE_USER_REFUSED',
    site: (book) => access(book, { users: [{ userName: book.account.userName, locked: true }] }),
  },
  {
    name: 'a licence that is used up',
    check: 'kingdee.login',
    code: 'KINGDEE_LICENCE',
    site: (book) => access(book, { users: [{ userName: book.account.userName, licensed: false }] }),
  },
  {
    name: 'a clock that is off',
    check: 'kingdee.clock',
    code: 'KINGDEE_CLOCK_OFF',
    options: () => ({ clock: { ...systemClock, now: () => Date.now() - 2 * dayMs } }),
    names: /17\d{4} s/,
  },
  {
    name: 'a login refused for the clock',
    check: 'kingdee.login',
    code: 'KINGDEE_CLOCK_OFF',
    options: () => ({ clock: { ...systemClock, now: () => Date.now() - 2 * dayMs } }),
    site: (book) => switches(book, { signAgeSecondsMax: 300 }),
  },
  {
    name: 'a version without WorkflowAudit',
    check: 'kingdee.version',
    code: 'KINGDEE_VERSION_OLD',
    site: (book) => switches(book, { missingMethods: ['WorkflowAudit'] }),
    names: /WorkflowAudit/,
  },
  {
    name: 'an organisation that does not exist',
    check: 'kingdee.organisations',
    code: 'KINGDEE_ORGANISATION_UNKNOWN',
    options: () => ({ organisations: ['100', '777'] }),
    names: /777/,
  },
  {
    name: 'a form that may not be read',
    check: `kingdee.form.${form}`,
    code: 'KINGDEE_NO_PERMISSION',
    site: (book) =>
      access(book, {
        denials: [{ userName: book.account.userName, form, operation: 'View' }],
      }),
    names: /PUR_PurchaseOrder/,
  },
  {
    name: 'a form that does not exist',
    check: 'kingdee.form.NO_SUCH',
    code: 'KINGDEE_FORM_UNKNOWN',
    options: () => ({
      forms: ['NO_SUCH'],
      definitions: [{ ...purchaseOrder, form: 'NO_SUCH' }],
    }),
    names: /NO_SUCH/,
  },
  {
    name: 'a field that does not exist',
    check: `kingdee.form.${form}`,
    code: 'KINGDEE_FIELD_UNKNOWN',
    options: () => ({
      definitions: [
        {
          ...purchaseOrder,
          fields: { ...purchaseOrder.fields, counterparty: ['F_ORA_Vendor', 'F_ORA_Payee'] },
        },
      ],
    }),
    names: /F_ORA_Vendor or F_ORA_Payee \(counterparty\)/,
  },
  {
    name: 'tasks that may not be read',
    check: 'kingdee.workflow',
    code: 'KINGDEE_NO_PERMISSION',
    site: (book) =>
      access(book, {
        denials: [
          {
            userName: book.account.userName,
            form: 'WF_AssignmentBill_ProcManage',
            operation: 'View',
          },
        ],
      }),
  },
  {
    name: 'a version without lists of tasks',
    check: 'kingdee.workflow',
    code: 'KINGDEE_FORM_UNKNOWN',
    site: (book) => switches(book, { workflowForms: 'none' }),
  },
  {
    name: 'users that may not be read',
    check: 'kingdee.users',
    code: 'KINGDEE_NO_PERMISSION',
    site: (book) =>
      access(book, {
        denials: [{ userName: book.account.userName, form: 'SEC_User', operation: 'View' }],
      }),
  },
  {
    name: 'a server that is not there',
    check: 'kingdee.reach',
    code: 'KINGDEE_UNREACHABLE',
    options: () => ({ url: 'http://127.0.0.1:1/k3cloud/' }),
  },
  {
    name: 'a proxy that answers itself',
    check: 'kingdee.reach',
    code: 'KINGDEE_MALFORMED',
    site: (book) => Promise.resolve(book.erp.faults.add({ kind: 'html', times: null })),
  },
  {
    name: 'the limit of calls',
    check: `kingdee.form.${form}`,
    code: 'KINGDEE_CALL_LIMIT',
    site: (book) =>
      Promise.resolve(
        book.erp.faults.add({ kind: 'call-limit', target: 'QueryBusinessInfo', times: null }),
      ),
  },
];

describe('what hub doctor asks of an account book', () => {
  let book: SimulatedBook;
  before(async () => {
    book = await SimulatedBook.start();
  });
  after(() => book.close());
  afterEach(async () => {
    book.erp.faults.clear();
    const { userName, appId } = book.account;
    await access(book, {
      denials: [],
      users: [{ userName, locked: false, licensed: true }],
      apps: [{ appId, users: [userName], addresses: [] }],
    });
    await switches(book, {
      signAlgorithms: 'sha256-and-sha1',
      signAgeSecondsMax: 0,
      missingMethods: [],
      workflowForms: 'all',
    });
  });

  async function ask(options: Options): Promise<ReadonlyMap<string, Finding>> {
    const findings = new Map<string, Finding>();
    for (const check of book.sourceOf({ forms: [form], ...options }).checks()) {
      findings.set(check.id, await check.run());
    }
    return findings;
  }

  for (const auth of ['sign', 'headers'] as const) {
    it(`finds nothing wrong where nothing is, with ${auth}`, async () => {
      const findings = await ask({ auth });
      const wrong = [...findings].filter(([, finding]) => !finding.ok);
      assert.deepEqual(wrong, []);
      assert.deepEqual(
        [...findings.keys()],
        [
          'kingdee.reach',
          'kingdee.clock',
          'kingdee.account',
          'kingdee.login',
          'kingdee.version',
          'kingdee.organisations',
          `kingdee.form.${form}`,
          'kingdee.workflow',
          'kingdee.users',
        ],
      );
    });
  }

  // Used to be called fine by doctor, while ingest read nothing at all for want of a list that it does not need.
  it('misses no right to a list of tasks that is not read, and ingest needs none', async () => {
    const { userName } = book.account;
    await access(book, { denials: [{ userName, form: 'WF_AssignmentBill', operation: 'View' }] });
    assert.equal((await ask({})).get('kingdee.workflow')?.ok, true);
    const source = book.sourceOf({ forms: [form] });
    assert.deepEqual(await source.openTasks([form]), []);
    await source.close();
  });

  for (const { name, check, code, options, site, names } of cases) {
    it(`names ${name}, in Chinese and English, with the remedy`, async () => {
      await site?.(book);
      const finding = (await ask(options?.(book) ?? {})).get(check);
      assert.ok(finding !== undefined);
      assert.equal(finding.code, code, finding.found.en);
      assert.equal(finding.ok, false);
      assert.match(finding.found.zh, /\p{Script=Han}/u);
      assert.match(finding.remedy?.zh ?? '', /\p{Script=Han}/u);
      assert.match(finding.remedy?.en ?? '', /^[a-z]\w* /);
      if (names !== undefined) assert.match(finding.found.en, names);
      assert.doesNotMatch(finding.found.en, new RegExp(book.account.appSecret));
    });
  }
});
