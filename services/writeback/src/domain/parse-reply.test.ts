import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseReply } from './parse-reply.js';

type Want =
  readonly ['APPROVE' | 'REJECT', string | null, string | null] | 'REASON_MISSING' | 'UNCLEAR';

const cases: readonly (readonly [string, Want])[] = [
  ['同意', ['APPROVE', null, null]],
  [' 同意。', ['APPROVE', null, null]],
  ['同意了', ['APPROVE', null, null]],
  ['确认付款', ['APPROVE', null, null]],
  ['同意付款', ['APPROVE', null, null]],
  ['批准！', ['APPROVE', null, null]],
  ['@审批助手 同意', ['APPROVE', null, null]],
  ['approve', ['APPROVE', null, null]],
  ['Approved CGDD000186', ['APPROVE', 'CGDD000186', null]],
  ['同意 cgdd000186', ['APPROVE', 'CGDD000186', null]],
  ['同意ＣＧＤＤ０００１８６', ['APPROVE', 'CGDD000186', null]],
  ['CGDD000186 同意', ['APPROVE', 'CGDD000186', null]],
  ['确认付款 FKSQ-2026-0001', ['APPROVE', 'FKSQ-2026-0001', null]],
  ['同意，请尽快安排', ['APPROVE', null, '请尽快安排']],
  ['驳回 金额不对', ['REJECT', null, '金额不对']],
  ['驳回金额不对', ['REJECT', null, '金额不对']],
  ['拒绝：没有预算', ['REJECT', null, '没有预算']],
  ['不同意，太贵', ['REJECT', null, '太贵']],
  ['驳回 CGDD000186 金额不对', ['REJECT', 'CGDD000186', '金额不对']],
  ['驳回 100 元的差额', ['REJECT', null, '100 元的差额']],
  ['reject wrong amount', ['REJECT', null, 'wrong amount']],
  ['驳回', 'REASON_MISSING'],
  ['拒绝 CGDD000186', 'REASON_MISSING'],
  ['確認付款', ['APPROVE', null, null]],
  ['核准 CGDD000186', ['APPROVE', 'CGDD000186', null]],
  ['駁回 金額不對', ['REJECT', null, '金額不對']],
  ['拒絕', 'REASON_MISSING'],
  ['同意嗎', 'UNCLEAR'],
  ['同意，別付款', 'UNCLEAR'],
  ['承認', ['APPROVE', null, null]],
  ['承認します。', ['APPROVE', null, null]],
  ['承認 CGDD000186', ['APPROVE', 'CGDD000186', null]],
  ['差し戻し 金額が違います', ['REJECT', null, '金額が違います']],
  ['却下', 'REASON_MISSING'],
  ['承認しない', 'UNCLEAR'],
  ['承認 できません', 'UNCLEAR'],
  ['承認済み', 'UNCLEAR'],
  ['承認、ただし来月から', 'UNCLEAR'],
  ['差戻しですか', 'UNCLEAR'],
  ['Đồng ý', ['APPROVE', null, null]],
  ['\u0110\u00f4\u0300ng y\u0301', ['APPROVE', null, null]],
  ['duyệt CGDD000186', ['APPROVE', 'CGDD000186', null]],
  ['từ chối: sai số tiền', ['REJECT', null, 'sai số tiền']],
  ['không đồng ý, đắt quá', ['REJECT', null, 'đắt quá']],
  ['từ chối', 'REASON_MISSING'],
  ['đồng ý không', 'UNCLEAR'],
  ['đồng ý nhưng chờ thêm', 'UNCLEAR'],
  ['duyệt lại', 'UNCLEAR'],
  ['chưa duyệt', 'UNCLEAR'],
  ['同意吗', 'UNCLEAR'],
  ['同意?', 'UNCLEAR'],
  ['同意不了', 'UNCLEAR'],
  ['同意，但是先不要付款', 'UNCLEAR'],
  ['同意书在哪里', 'UNCLEAR'],
  ['驳回了吗？', 'UNCLEAR'],
  ['approve if the price is right', 'UNCLEAR'],
  ['approval list', 'UNCLEAR'],
  ['我同意', 'UNCLEAR'],
  ['你好', 'UNCLEAR'],
  ['', 'UNCLEAR'],
  ['同'.repeat(10_000), 'UNCLEAR'],
];

describe('parseReply', () => {
  for (const [text, want] of cases) {
    it(`understands "${text.slice(0, 30)}" as ${typeof want === 'string' ? want : JSON.stringify(want)}`, () => {
      const reply = parseReply(text);
      assert.deepEqual(
        reply.kind === 'DECIDE' ? [reply.action, reply.number, reply.reason] : reply.kind,
        want,
      );
    });
  }

  it('comes to an end with texts made to keep a pattern busy for ever', () => {
    const texts = [
      '同意 ' + 'A1-'.repeat(160),
      '1'.repeat(500),
      ' ,'.repeat(250) + '同意',
      '@'.repeat(500),
    ];
    assert.deepEqual(
      texts.map((text) => parseReply(text).kind),
      ['DECIDE', 'UNCLEAR', 'UNCLEAR', 'UNCLEAR'],
    );
  });
});
