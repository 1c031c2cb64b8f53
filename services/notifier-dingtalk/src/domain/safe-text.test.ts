import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seeded } from '@hub/testkit';
import { safeText } from './safe-text.js';

describe('safeText', () => {
  const cases = [
    {
      name: 'plain Chinese stays as it is',
      text: '苏州恒力轴承有限公司（总部）',
      want: '苏州恒力轴承有限公司（总部）',
    },
    {
      name: 'a markdown link is no link',
      text: '[点此付款](http://evil.cn/x)',
      want: '［点此付款］(http：／／evil．cn/x)',
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
    {
      name: 'an image is none',
      text: '![a](https://a.b/c.png)',
      want: '!［a］(https：／／a．b/c．png)',
    },
    {
      name: 'markup is text',
      text: '# **大** `码` ~~删~~ > 引',
      want: '＃ ＊＊大＊＊ ｀码｀ ～～删～～ ＞ 引',
    },
    { name: 'a tag is text', text: '<a href="x">y</a>&#64;', want: '＜a href="x"＞y＜/a＞＆＃64;' },
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
    { name: 'a variable of a card is none', text: '${approveToken}', want: '＄{approveToken}' },
    { name: 'half a character goes', text: 'a\ud83d', want: 'a' },
  ];

  for (const { name, text, want } of cases) {
    it(name, () => {
      assert.equal(safeText(text, 1_000), want);
    });
  }

  it('cuts between characters, at the number of bytes', () => {
    assert.deepEqual(
      [safeText('金额不对', 12), safeText('金额不对', 11), safeText('😀😀', 7)],
      ['金额不对', '金额…', '😀…'],
    );
  });

  it('leaves nothing of any text that could become a link, a mention or markup', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'http://',
        'https:\u200b//',
        '[',
        '](',
        ')',
        '@',
        'www.',
        '.com',
        '\n',
        '`',
        '<',
        '&lt;',
        'dingtalk:',
        ' //',
        '\u202e',
        '*',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.integer({ min: 3, max: 60 }),
        (pieces, bytesMax) => {
          const safe = safeText(pieces.join(''), bytesMax);
          assert.doesNotMatch(
            safe,
            /[@[\]<>*_~`#|\\&$\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|:\s*\/|\/\s*\/|[\p{L}\p{N}]\.\p{L}/u,
          );
          assert.ok(Buffer.byteLength(safe) <= bytesMax);
        },
      ),
      { ...seeded('safeText'), numRuns: 2_000 },
    );
  });
});
