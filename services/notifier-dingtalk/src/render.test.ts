import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal } from '@hub/core';
import { aCommand, aSummary } from '@hub/testkit';
import { markdownOf } from './domain/message.js';
import { render } from './render.js';

const chinese = { language: 'zh-CN', timeZone: 'Asia/Shanghai' };
const english = { language: 'en', timeZone: 'UTC' };

const aNotice = {
  action: 'REJECT' as const,
  actor: '王芳',
  comment: '金额不对',
  decidedAt: Date.UTC(2026, 10, 2, 6, 30),
  documentStep: 'REJECTED' as const,
};

describe('render', () => {
  it('shows an approval with its exact amount in the words of the tenant', () => {
    assert.deepEqual(render(aCommand({ summary: aSummary({ note: '急' }) }), chinese), {
      title: '采购订单 待审批',
      number: 'CGDD000186',
      amount: 'CNY 86,000.00',
      counterparty: '苏州恒力轴承有限公司',
      department: '采购部',
      applicant: '李晓梅',
      date: '2026-11-02',
      note: '急',
      status: '待审批',
      statusColor: '#FF9D46',
      detail: '',
    });
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
      ['USD 12,345,678,901,234.50 (about CNY 86,000.00)', '', ''],
    );
  });

  it('names the step in a notice', () => {
    const { title, status } = render(aCommand({ template: 'notice', step: 'APPROVED' }), english);
    assert.deepEqual([title, status], ['采购订单: notice', 'Audited']);
  });

  it('tells of a decision by whom, when and why, as markdown that only we wrote', () => {
    const command = aCommand({
      template: 'decision',
      channel: 'ROBOT',
      decision: { ...aNotice, comment: '[金额](http://x.cn) 不对' },
    });
    assert.deepEqual(markdownOf(render(command, chinese), command.form, 'zh-CN'), {
      title: '您的采购订单已驳回',
      text: [
        '### 您的采购订单已驳回',
        '',
        '- 单号: CGDD000186',
        '- 金额: CNY 86,000.00',
        '- 供应商: 苏州恒力轴承有限公司',
        '- 部门: 采购部',
        '- 申请人: 李晓梅',
        '- 日期: 2026-11-02',
        '- 状态: 已驳回 · 王芳 2026-11-02 14:30 · ［金额］(http：//x．cn) 不对',
      ].join('\n'),
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
