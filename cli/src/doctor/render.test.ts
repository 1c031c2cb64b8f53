import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bad, good } from './fault-words.js';
import { renderSection, renderSummary, type Look } from './render.js';
import type { Examined } from './report.js';
import { columnsOf, wrap } from './text-block.js';

const plain: Look = { language: 'both', width: 60, colour: false };
const login = { id: 'login', asks: { zh: '登录', en: 'sign in' } };
const bills = { id: 'bills', asks: { zh: '单据', en: 'bills' } };
const title = { zh: '金蝶', en: 'Kingdee' };

const wrong: Examined = {
  title,
  answers: [
    {
      ...login,
      finding: bad(
        'KINGDEE_LOGIN_REFUSED',
        { zh: '密钥不对\nLoginResultType 0', en: 'the secret is wrong\nLoginResultType 0' },
        {
          zh: '在“第三方系统登录授权”中重新复制密钥，写入密钥文件，然后再运行一次本命令。',
          en: 'copy the secret again and run it once more',
        },
      ),
    },
    { ...bills, finding: null },
  ],
};

describe('the report of doctor', () => {
  it('puts both languages below each other in columns, and the remedy below what is wrong', () => {
    assert.equal(
      renderSection(wrong, plain),
      [
        '金蝶  Kingdee',
        '  ✗ 登录     密钥不对',
        '    sign in  the secret is wrong',
        '             LoginResultType 0',
        '             → 在“第三方系统登录授权”中重新复制密钥，写入密',
        '               钥文件，然后再运行一次本命令。',
        '               copy the secret again and run it once more',
        '               KINGDEE_LOGIN_REFUSED',
        '  – 其余 1 项未检查，请先处理上面的问题',
        '    not asked: 1 more; mend what is above first',
      ].join('\n'),
    );
  });

  it('is one line a check in one language', () => {
    const fine = {
      title,
      answers: [{ ...login, finding: good({ zh: '用户 hub', en: 'user hub' }) }],
    };
    const zh: Look = { ...plain, language: 'zh' };
    assert.equal(renderSection(fine, zh), '金蝶\n  ✓ 登录  用户 hub');
    assert.equal(renderSection(fine, { ...zh, language: 'en' }), 'Kingdee\n  ✓ sign in  user hub');
  });

  it('does not say twice what is the same in both languages', () => {
    const same = { title, answers: [{ ...login, finding: good({ zh: 'k:9092', en: 'k:9092' }) }] };
    assert.equal(renderSection(same, plain), '金蝶  Kingdee\n  ✓ 登录     k:9092\n    sign in');
  });

  it('ends with how many are fine, wrong and not asked', () => {
    assert.equal(
      renderSummary([wrong], plain),
      '✗ 0 项正常，1 项需要处理，1 项未检查  0 fine, 1 to mend, 1 not asked',
    );
  });

  it('colours the marks only where colours are shown', () => {
    const escape = '\u001b';
    const coloured = renderSection(wrong, { ...plain, colour: true });
    assert.ok(coloured.includes(`${escape}[31m✗${escape}[39m 登录`), coloured);
    assert.equal(renderSection(wrong, plain).includes(escape), false);
  });
});

describe('breaking lines', () => {
  const cases = [
    {
      name: 'a Chinese character takes two columns',
      text: '金蝶云星空',
      width: 6,
      want: ['金蝶云', '星空'],
    },
    {
      name: 'punctuation does not begin a line',
      text: '金蝶云，星空',
      width: 6,
      want: ['金蝶云，', '星空'],
    },
    {
      name: 'a path stays whole',
      text: 'see /etc/hub/tenant.yaml',
      width: 8,
      want: ['see', '/etc/hub/tenant.yaml'],
    },
    { name: 'a line break is kept', text: 'a\nb', width: 9, want: ['a', 'b'] },
    { name: 'nothing is one empty line', text: '', width: 9, want: [''] },
  ];
  for (const { name, text, width, want } of cases) {
    it(name, () => {
      assert.deepEqual(wrap(text, width), want);
    });
  }

  it('a tick takes one column and an ideographic full stop two', () => {
    assert.deepEqual([columnsOf('✓'), columnsOf('。'), columnsOf('ａ')], [1, 2, 2]);
  });
});
