import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal } from '@hub/core';
import type { Command } from '@hub/schemas';
import { aCommand, aSummary } from '@hub/testkit';
import { wordsOf } from '../adapters/words-files.js';
import { markdownOf } from '../domain/channel-words.js';
import type { Locale } from '../domain/tenant.js';
import { render } from './render.js';

const localeOf = (language: string): Locale => ({
  language,
  timeZone: 'Asia/Shanghai',
  words: wordsOf(language),
});
const chinese = localeOf('zh-CN');
const english = localeOf('en');

const aNotice = {
  action: 'REJECT' as const,
  actor: '王芳',
  comment: '金额不对',
  decidedAt: Date.UTC(2026, 10, 2, 6, 30),
  documentStep: 'REJECTED' as const,
};

describe('render', () => {
  it('shows an approval with its exact amount in the words of the tenant', () => {
    const { labels, buttons, ...shown } = render(
      aCommand({ summary: aSummary({ note: '急' }) }),
      chinese,
    );
    assert.deepEqual(shown, {
      form: '采购订单',
      title: '采购订单待审批',
      number: 'CGDD000186',
      amount: '86,000.00 CNY',
      counterparty: '苏州恒力轴承有限公司',
      department: '采购部',
      applicant: '李晓梅',
      date: '2026-11-02',
      note: '急',
      status: '待审批',
      statusColor: '#FF9D46',
      detail: '',
      link: '',
      colon: '：',
    });
    assert.deepEqual(
      [labels.counterparty, labels.date, buttons.approve],
      ['供应商', '采购日期', '同意'],
    );
  });

  it('adds the local amount to a foreign one, and leaves out what is not known', () => {
    const summary = aSummary({
      amount: { amount: new Decimal('12345678901234.5'), currency: 'USD' },
      localAmount: { amount: new Decimal('86000'), currency: 'CNY' },
      applicant: null,
      date: null,
    });
    const { amount, applicant, date } = render(aCommand({ summary }), english);
    assert.deepEqual(
      [amount, applicant, date],
      ['12,345,678,901,234.50 USD (about 86,000.00 CNY)', '', ''],
    );
  });

  const titles = [
    { language: 'zh-CN', approval: '采购订单待审批', notice: '采购订单已审核' },
    { language: 'zh-TW', approval: '採購訂單待審批', notice: '採購訂單已審核' },
    {
      language: 'en',
      approval: 'Purchase order awaiting approval',
      notice: 'Purchase order: Approved',
    },
    { language: 'ja', approval: '発注書 承認待ち', notice: '発注書 承認済み' },
    { language: 'vi', approval: 'Đơn mua hàng chờ duyệt', notice: 'Đơn mua hàng: Đã duyệt' },
  ];
  for (const { language, approval, notice } of titles) {
    it(`says in ${language}: ${approval}`, () => {
      const command = aCommand({ template: 'notice', step: 'APPROVED' });
      const locale = localeOf(language);
      const said = [render(aCommand(), locale), render(command, locale)].map(({ title }) => title);
      assert.deepEqual(said, [approval, notice]);
    });
  }

  it('calls a form it does not know by the name the ERP gives it', () => {
    const command = aCommand({ form: 'XYZ_Bill', summary: aSummary({ title: '借款[单]' }) });
    assert.equal(render(command, chinese).title, '借款[单]待审批');
  });

  it('tells of a decision by whom, when and why, as markdown that only we wrote', () => {
    const command = aCommand({
      template: 'decision',
      channel: 'ROBOT',
      decision: { ...aNotice, comment: '[金额](http://x.cn) 不对' },
    });
    assert.deepEqual(markdownOf(render(command, chinese)), {
      title: '您的采购订单已驳回',
      text: [
        '### 您的采购订单已驳回',
        '',
        '- 单据编号：CGDD000186',
        '- 金额：86,000.00 CNY',
        '- 供应商：苏州恒力轴承有限公司',
        '- 部门：采购部',
        '- 申请人：李晓梅',
        '- 采购日期：2026-11-02',
        '- 状态：已驳回 · 王芳 2026-11-02 14:30 · ［金额］(http：／／x．cn) 不对',
      ].join('\n'),
      button: null,
    });
  });

  it('says which templates there are when a rule asks for another', () => {
    for (const template of ['aproval', 'constructor']) {
      assert.throws(() => render(aCommand({ template }), chinese), {
        code: 'NOTIFIER_TEMPLATE_UNKNOWN',
        message: /approval, decision, notice/,
      });
    }
  });

  const outcomes = [
    {
      action: 'APPROVE',
      documentStep: 'SUBMITTED',
      title: '您的采购订单已通过一个审批节点，等待后续审批',
    },
    { action: 'APPROVE', documentStep: 'APPROVED', title: '您的采购订单已审批通过' },
    { action: 'REJECT', documentStep: 'REJECTED', title: '您的采购订单已驳回' },
  ] as const;
  for (const { action, documentStep, title } of outcomes) {
    it(`${action} that leaves the bill ${documentStep} is told as ${title}`, () => {
      const decision = { ...aNotice, action, documentStep };
      assert.equal(render(aCommand({ template: 'decision', decision }), chinese).title, title);
    });
  }

  it('refuses to tell of a decision that is not there', () => {
    assert.throws(() => render(aCommand({ template: 'decision' }), chinese), {
      code: 'NOTIFIER_COMMAND_INCOMPLETE',
    });
  });
});

describe('render of a fact', () => {
  const days = (count: string) => ({ value: new Decimal(count), unit: 'days' });
  const pieces = (count: string) => ({ value: new Decimal(count), unit: '个' });
  const due = Date.UTC(2026, 10, 15, 16);
  const told = (over: Partial<Command>): Command => ({
    ...aCommand({ template: 'notice' }),
    ...over,
  });
  const overdue = told({
    form: 'AR_receivable',
    step: 'OVERDUE',
    figures: { daysOverdue: days('7') },
    dates: { due },
    amounts: { open: { amount: new Decimal('12000'), currency: 'CNY' } },
  });

  const cases: readonly {
    readonly name: string;
    readonly command: Command;
    readonly language: string;
    readonly want: readonly [title: string, detail: string];
  }[] = [
    {
      name: 'overdue with days, date and what is open',
      command: overdue,
      language: 'zh-CN',
      want: ['应收单已逾期', '逾期 7 天，到期日 2026-11-16，未收 12,000.00 CNY'],
    },
    {
      name: 'overdue in English, one day, without what is not known',
      command: { ...overdue, figures: { daysOverdue: days('1') }, amounts: {} },
      language: 'en',
      want: ['Receivable: Overdue', '1 day overdue, due date 2026-11-16'],
    },
    {
      name: 'overdue in Japanese',
      command: overdue,
      language: 'ja',
      want: ['売掛金 期限超過', '7日超過、入金期日 2026-11-16、未回収 12,000.00 CNY'],
    },
    {
      name: 'due today in Vietnamese dong, which have no cents',
      command: told({
        form: 'AP_Payable',
        step: 'DUE_SOON',
        figures: { daysLeft: days('0') },
        dates: { due },
        amounts: { open: { amount: new Decimal('25000000'), currency: 'VND' } },
      }),
      language: 'vi',
      want: [
        'Công nợ phải trả: Sắp đến hạn',
        'đến hạn hôm nay, ngày đến hạn 2026-11-16, chưa trả 25,000,000 VND',
      ],
    },
    {
      name: 'a tax filing',
      command: told({
        form: 'TAX_FILING',
        step: 'DUE_SOON',
        figures: { daysLeft: days('3') },
        dates: { due },
      }),
      language: 'zh-TW',
      want: ['納稅申報即將截止', '距申報截止還有 3 天，截止日 2026-11-16'],
    },
    {
      name: 'stock below its safety level',
      command: told({
        form: 'STK_Inventory',
        step: 'BELOW_LIMIT',
        figures: { onHand: pieces('12.5'), safetyStock: pieces('1000') },
      }),
      language: 'zh-CN',
      want: ['库存低于安全库存', '现有 12.5 个，安全库存 1,000 个'],
    },
    {
      name: 'a budget in its currency',
      command: told({
        form: 'BM_BudgetBalance',
        step: 'BELOW_LIMIT',
        figures: { left: { value: new Decimal('800'), unit: 'CNY' } },
      }),
      language: 'en',
      want: ['Budget: Running low', '800.00 CNY left'],
    },
    {
      name: 'an approval that waits for 24 hours',
      command: told({
        step: 'STUCK',
        figures: { hoursWaiting: { value: new Decimal('24'), unit: 'hours' } },
      }),
      language: 'zh-CN',
      want: ['采购订单审批停滞', '已等待审批 24 小时'],
    },
  ];
  for (const { name, command, language, want } of cases) {
    it(name, () => {
      const { title, detail } = render(command, localeOf(language));
      assert.deepEqual([title, detail], want);
    });
  }
});
