import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inMarkdown, plainText } from './safe-text.js';

describe('plainText', () => {
  const cases = [
    {
      name: 'plain Chinese stays as it is',
      text: '苏州恒力轴承有限公司（总部）',
      want: '苏州恒力轴承有限公司（总部）',
    },
    {
      name: 'marks of markdown are characters',
      text: 'A*B_(上海) 3#~5#',
      want: 'A*B_(上海) 3#~5#',
    },
    { name: 'a bare domain is no link', text: 'www.evil.com 付款', want: 'www．evil．com 付款' },
    {
      name: 'a DingTalk address is no link',
      text: 'dingtalk://dingtalkclient/page/link',
      want: 'dingtalk：／／dingtalkclient/page/link',
    },
    {
      name: 'a mention wakes nobody',
      text: '@所有人 @13800001111',
      want: '＠所有人 ＠13800001111',
    },
    { name: 'lines become one', text: '一\n二\r\n\t三\u2028四', want: '一 二 三 四' },
    { name: 'direction cannot be turned', text: 'abc\u202Egnp.exe\u2066', want: 'abc gnp．exe' },
    { name: 'what is not seen goes', text: 'a\u200b@\u00adb\u0000\u{e0041}c', want: 'a ＠ b c' },
    { name: 'numbers keep their dots', text: '1.5 吨，单价 3.20', want: '1.5 吨，单价 3.20' },
    { name: 'a time and a date stay', text: '10:30 2026/11/02', want: '10:30 2026/11/02' },
    { name: 'a scheme without slashes is none', text: 'mailto:a', want: 'mailto：a' },
    { name: 'an address without a scheme is none', text: '//localhost/x', want: '／／localhost/x' },
    { name: 'an address in numbers is none', text: '10.0.0.1', want: '10．0．0．1' },
    { name: 'a look-alike of a dot is no dot', text: 'evil。com', want: 'evil．com' },
    { name: 'a Chinese sentence keeps its stop', text: '已到货。请付款', want: '已到货。请付款' },
    { name: 'half a character goes', text: 'a\ud83d', want: 'a' },
  ];

  for (const { name, text, want } of cases) {
    it(name, () => {
      assert.equal(plainText(text, 1_000), want);
    });
  }

  it('cuts between characters, at the number of bytes', () => {
    assert.deepEqual(
      [plainText('金额不对', 12), plainText('金额不对', 11), plainText('😀😀', 7)],
      ['金额不对', '金额…', '😀…'],
    );
  });
});

describe('inMarkdown', () => {
  const cases = [
    { name: 'a name with one mark of a kind stays', text: 'A*B_(上海)', want: 'A*B_(上海)' },
    { name: 'a company stays', text: "O'Neil & Sons, Ltd.", want: "O'Neil & Sons, Ltd." },
    { name: 'a workshop stays', text: '3#车间 2#炉 -5 ℃ 1~3 月', want: '3#车间 2#炉 -5 ℃ 1~3 月' },
    { name: 'a price stays', text: 'US$ 5，+10%', want: 'US$ 5，+10%' },
    { name: 'a link is none', text: '[点此付款](x)', want: '［点此付款］(x)' },
    { name: 'an image is none', text: '![a](b)', want: '!［a］(b)' },
    { name: 'emphasis is text', text: '**大** _小_', want: '＊＊大＊＊ ＿小＿' },
    { name: 'code and deletion are text', text: '`码` ~~删~~', want: '｀码｀ ～～删～～' },
    { name: 'a heading is text', text: '# 公告', want: '＃ 公告' },
    { name: 'a quote is text', text: '>> 引', want: '＞＞ 引' },
    { name: 'a list is text', text: '- 一', want: '－ 一' },
    { name: 'a numbered list is text', text: '1. 一', want: '1． 一' },
    { name: 'a rule is text', text: '---', want: '－－－' },
    { name: 'a tag is text', text: '<a href="x">y</a>', want: '＜a href="x">y＜/a>' },
    { name: 'an entity is text', text: '&#64;&lt;', want: '＆#64;＆lt;' },
    { name: 'a variable of a card is none', text: '${approveToken}', want: '＄{approveToken}' },
    { name: 'nothing is escaped away', text: 'C:\\_x', want: 'C:＼_x' },
  ];

  for (const { name, text, want } of cases) {
    it(name, () => {
      assert.equal(inMarkdown(text), want);
    });
  }
});
