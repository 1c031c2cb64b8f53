import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DoctorRig } from './testing/doctor-rig.js';

const acctId = '5f0000000000a1';
const appId = '210001_4k7Sa6IYymsR6Gk50J9OlE27HNh79niG';
const access = `control/access/${acctId}`;
const form = 'PUR_PurchaseOrder';
const dayMs = 86_400_000;

/** What is made wrong, and the code and remedy that doctor has to show for it. */
interface Fault {
  readonly name: string;
  readonly wrong: (rig: DoctorRig, examine: () => Promise<void>) => Promise<void>;
  readonly right?: (rig: DoctorRig) => Promise<unknown>;
  readonly code: string;
  readonly zh: RegExp;
  readonly en: RegExp;
}

async function aBill(rig: DoctorRig, more: object = {}): Promise<string> {
  const body = { acctId, form, applicant: 'lixiaomei', amount: '86000', submit: false, ...more };
  const { bill } = await rig.erp('POST', 'control/bills', body);
  return String((bill as { readonly id: number }).id);
}

/** Puts values into a bill past every check of the ERP. */
async function plant(rig: DoctorRig, id: string, values: object): Promise<void> {
  await rig.erp('PUT', `control/bills/${acctId}/${form}/${id}/values`, { values });
}

/** Bills that spoil the newest documents are taken away again. */
async function remove(rig: DoctorRig): Promise<void> {
  for (const id of rig.planted.splice(0)) {
    await plant(rig, id, { FDocumentStatus: 'A' });
    await rig.erp('POST', `control/bills/${acctId}/${form}/${id}/delete`, { by: 'lixiaomei' });
  }
}

const faults: readonly Fault[] = [
  {
    name: 'a wrong key',
    wrong: (rig, examine) => rig.withSecret('kingdee-app-secret', '0'.repeat(32), examine),
    code: 'KINGDEE_KEY_WRONG',
    zh: /第三方系统登录授权.*应用密钥/,
    en: /copy id and secret again/,
  },
  {
    name: 'a wrong account',
    wrong: (rig, examine) =>
      rig.withTenantFile((text) => text.replace(acctId, '5f00000000dead'), examine),
    code: 'KINGDEE_ACCOUNT_UNKNOWN',
    zh: /kingdee\.acctId 改成所列数据中心/,
    en: /set kingdee\.acctId to the id of one of the data centres/,
  },
  {
    name: 'no right on a form',
    wrong: async (rig, examine) => {
      const denials = [{ userName: 'hub', form, operation: 'View' }];
      await rig.erp('PUT', access, { denials });
      await examine();
    },
    right: (rig) => rig.erp('PUT', access, { denials: [] }),
    code: 'KINGDEE_NO_PERMISSION',
    zh: /授予该表单的“查看”权限/,
    en: /the right to view this form/,
  },
  {
    name: 'an address that is not allowed',
    wrong: async (rig, examine) => {
      await rig.erp('PUT', access, { apps: [{ appId, addresses: ['10.9.9.9'] }] });
      await examine();
    },
    right: (rig) => rig.erp('PUT', access, { apps: [{ appId, addresses: [] }] }),
    code: 'KINGDEE_ADDRESS_REFUSED',
    zh: /IP 白名单中加入本机的出口 IP/,
    en: /to the IP list in 第三方系统登录授权/,
  },
  {
    name: 'a licence that is used up',
    wrong: async (rig, examine) => {
      await rig.erp('PUT', access, { users: [{ userName: 'hub', licensed: false }] });
      await examine();
    },
    right: (rig) => rig.erp('PUT', access, { users: [{ userName: 'hub', licensed: true }] }),
    code: 'KINGDEE_LICENCE',
    zh: /分配许可分组/,
    en: /a licence group/,
  },
  {
    name: 'a clock of the ERP that is ten minutes off',
    wrong: async (rig, examine) => {
      await rig.erp('POST', 'control/clock', { shiftMs: 600_000 });
      await examine();
    },
    right: (rig) => rig.erp('POST', 'control/clock', { shiftMs: -600_000 }),
    code: 'KINGDEE_CLOCK_OFF',
    zh: /NTP 时间服务器同步/,
    en: /follow a time server/,
  },
  {
    name: 'a version too old for a call',
    wrong: async (rig, examine) => {
      await rig.erp('PUT', 'control/switches', { missingMethods: ['WorkflowAudit'] });
      await examine();
    },
    right: (rig) => rig.erp('PUT', 'control/switches', { missingMethods: [] }),
    code: 'KINGDEE_VERSION_OLD',
    zh: /升级金蝶的补丁/,
    en: /install a newer patch/,
  },
  {
    name: 'a field that the form has not',
    wrong: (rig, examine) => rig.withFormFile(form, 'FNoSuchField', examine),
    code: 'KINGDEE_FIELD_UNKNOWN',
    zh: /BOS 设计器查出字段标识/,
    en: /look the key up in the BOS designer/,
  },
  {
    name: 'a row that makes no sense',
    wrong: async (rig, examine) => {
      const id = await rig.plant(aBill(rig));
      await plant(rig, id, { FDocumentStatus: '?' });
      await examine();
    },
    right: remove,
    code: 'DOCUMENT_MALFORMED',
    zh: /改正所列单据的字段/,
    en: /mend the field of the document/,
  },
  {
    name: 'a date in the future',
    wrong: async (rig, examine) => {
      const id = await rig.plant(aBill(rig));
      await plant(rig, id, { FModifyDate: Date.now() + dayMs });
      await examine();
    },
    right: remove,
    code: 'DOCUMENT_FUTURE',
    zh: /校准 ERP 服务器的时钟/,
    en: /set the ERP server's clock/,
  },
  {
    name: 'an amount beyond the exact range',
    wrong: async (rig, examine) => {
      const id = await rig.plant(aBill(rig));
      await plant(rig, id, { FBillAllAmount: '1234567890123456789.5' });
      await examine();
    },
    right: remove,
    code: 'DOCUMENT_AMOUNT_RANGE',
    zh: /核对并改正这些金额/,
    en: /check and correct these amounts/,
  },
  {
    name: 'a bill number that is used twice',
    wrong: async (rig, examine) => {
      await rig.plant(aBill(rig, { number: 'TWICE-1' }));
      await plant(rig, await rig.plant(aBill(rig)), { FBillNo: 'TWICE-1' });
      await examine();
    },
    right: remove,
    code: 'DOCUMENT_NUMBER_TWICE',
    zh: /给其中一张重新编号/,
    en: /give one of them another number/,
  },
  {
    name: 'a secret that everybody may read',
    wrong: (rig, examine) => rig.withOpenSecret('capability-key', examine),
    code: 'CONFIG_SECRET_OPEN',
    zh: /chmod 600/,
    en: /chmod 600/,
  },
  {
    name: 'a rule file that makes no sense',
    wrong: (rig, examine) => rig.withRules('rules: [{ id: 1 }]\n', examine),
    code: 'RULES_INVALID',
    zh: /改正上面指出的文件和行/,
    en: /mend the file and line/,
  },
  {
    name: 'a tenant file with a slip',
    wrong: (rig, examine) =>
      rig.withTenantFile((text) => text.replace('timeZone:', 'timezone:'), examine),
    code: 'TENANT_INVALID',
    zh: /改正上面指出的文件和行/,
    en: /mend the file and line/,
  },
  {
    name: 'a wrong key of DingTalk',
    wrong: (rig, examine) => rig.withSecret('dingtalk-app-secret', 'no'.repeat(32), examine),
    code: 'DINGTALK_CREDENTIALS',
    zh: /凭证与基础信息/,
    en: /the credentials page of the application/,
  },
];

describe('hub doctor', () => {
  let rig: DoctorRig;

  before(async () => {
    rig = await DoctorRig.start();
  });
  after(() => rig.stop());

  async function isWell(): Promise<void> {
    const { code, said } = await rig.examine();
    const wrong = [...said].filter(([, finding]) => finding?.ok !== true);
    assert.deepEqual([code, wrong], [0, []]);
  }

  it('finds nothing wrong with the seeded world, and ends with 0', isWell);

  for (const { name, wrong, right, code, zh, en } of faults) {
    it(`names ${name} in both languages, with the remedy, and ends with 1`, async () => {
      try {
        await wrong(rig, async () => {
          const { code: exit, said } = await rig.examine();
          const findings = [...said.values()].filter((one) => one?.ok === false);
          assert.deepEqual([exit, findings.map((one) => one?.code)], [1, [code]]);
          const [finding] = findings;
          assert.match(finding?.remedy?.zh ?? '', zh);
          assert.match(finding?.remedy?.en ?? '', en);
          assert.match(finding?.found.zh ?? '', /[\u4e00-\u9fff]/);
          assert.match(finding?.found.en ?? '', /[a-z]/);
        });
      } finally {
        await right?.(rig);
      }
    });
  }

  it('says that all is well again, once everything is mended', isWell);
});
