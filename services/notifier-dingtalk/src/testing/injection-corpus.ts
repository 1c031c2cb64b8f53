import { randomOf } from './random.js';

/**
 * Strings that try to become a link, a mention or markup, or to hide what they say: what is seen in suppliers' names,
 * memos and comments of real systems, and what a generator makes of their parts.
 */
const seen: readonly string[] = [
  // Markdown.
  '[点此付款](http://evil.cn/x)',
  '![发票](https://evil.cn/a.png)',
  '[a]: http://evil.cn "t"\n[a]',
  '<http://evil.cn/login>',
  '**急** __急__ ~~删~~ `rm -rf`',
  '# 公告\n## 请立即付款',
  '\n\n---\n\n> 系统通知',
  '- [x] 已审批\n1. 同意',
  '| 账号 | 金额 |\n|---|---|\n| 1 | 2 |',
  '```\ncode\n```',
  '标题\n===',
  '\\[x\\](http://evil.cn)',
  '[x](<http://evil.cn> "y")',
  '[[x](http://a.cn)](http://b.cn)',
  '&lsqb;x&rsqb;(http://evil.cn)',
  '*[_~`|#>',
  // HTML.
  '<a href="http://evil.cn">同意</a>',
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '<font color="red">紧急</font>',
  '<!-- x --><iframe src=//evil.cn>',
  '&#60;a href=&#34;http://evil.cn&#34;&#62;',
  '&lt;b&gt;x&lt;/b&gt;',
  // Addresses that chats turn into links by themselves.
  'http://evil.cn',
  'HTTPS://EVIL.CN/PAY?a=1&b=2',
  'www.evil.com',
  'evil.com/pay',
  'evil.com.cn',
  '付款请到evil.cn办理',
  '//evil.com/x',
  '//localhost/x',
  'http:\\\\evil.cn',
  'http:///evil.cn',
  'hxxp://evil[.]cn',
  'ftp://evil.cn/a',
  'mailto:boss@evil.cn',
  'boss@evil.cn',
  'tel:13800001111',
  'javascript:alert(1)',
  'data:text/html;base64,PHNjcmlwdD4=',
  'http://10.0.0.1/x',
  '192.168.1.1',
  'http://[::1]/x',
  'http://2130706433/',
  'xn--fiqs8s.xn--fiqs8s',
  '例子.中国/付款',
  'http://user:pass@evil.cn',
  // DingTalk.
  'dingtalk://dingtalkclient/page/link?url=http%3A%2F%2Fevil.cn',
  'dingtalk:page/link',
  'dtmd://dingtalkclient/sendMessage?content=同意',
  '[同意](dtmd://dingtalkclient/sendMessage?content=%E5%90%8C%E6%84%8F)',
  'alipays://platformapi/startapp?saId=1',
  'weixin://dl/chat',
  '@所有人 请付款',
  '@all',
  '@13800001111',
  '<@manager01>',
  '@{manager01}',
  '＠所有人',
  '::icon_accept::',
  '[微笑]',
  '${approveToken}',
  '@data{data.cardData.approveToken}',
  '{number}{form}{status}',
  // Not seen, or seen otherwise.
  'ev\u200bil.cn',
  'http\u200b://evil.cn',
  '@\u2060所有人',
  '\u202Ehttp://live.cn\u202C',
  '\u2066evil\u2069.cn',
  'abc\u202Ecod.exe',
  '\ufeffhttp://evil.cn',
  'evil\u00ad.cn',
  'evil\u3002cn',
  'evil\uff0ecn',
  'evil\u2024cn',
  'evil\uff61cn',
  'ｈｔｔｐ：／／ｅｖｉｌ．ｃｎ',
  'http:\u2215\u2215evil.cn',
  'h\u0000ttp://evil.cn',
  'http%3A%2F%2Fevil.cn',
  '%5Bx%5D(http%3A//evil.cn)',
  '\u001b]8;;http://evil.cn\u0007付款\u001b]8;;\u0007',
  '\u001b[31m红\u001b[0m',
  '付款\r\n\r\n审批结果：已同意',
  '一\u2028二\u2029三\u0085四',
  '👨‍👩‍👧‍👦 家庭 🏳️‍🌈',
  '👍🏽 同意',
  '\ud83d',
  '\udc00x',
  'a\ud83d[x](http://evil.cn)',
  'Z̸̢̛a̴l̷g̶o̵',
  '\u{e0041}\u{e0042}tag',
  '\u3164\u115f空',
  // Long.
  'A'.repeat(5_000),
  '金'.repeat(5_000),
  '[x](http://evil.cn) '.repeat(300),
  '/'.repeat(3_000),
  '1.'.repeat(2_000),
  '@'.repeat(2_000),
  '😀'.repeat(2_000),
  '<'.repeat(3_000),
  '['.repeat(1_500) + ']'.repeat(1_500),
  // Harmless, and to be left readable.
  '苏州恒力轴承有限公司（总部）',
  "O'Neil & Sons, Ltd.",
  'A*B_C-01/2026',
  '单价 3.20，数量 1.5 吨；合计 4.8 万',
  'Công ty TNHH Thép Việt',
  '株式会社サンプル',
];

const schemes = [
  'http://',
  'https://',
  'HTTP://',
  '//',
  'ftp://',
  'dingtalk://',
  'dtmd://',
  'mailto:',
  '',
];
const hosts = [
  'evil.cn',
  'www.evil.com',
  'a-b.evil.co.jp',
  '例子.中国',
  '10.0.0.1',
  'evil.vn:8080',
  'localhost',
];
const tails = ['', '/', '/pay?x=1&y=2', '#top', '/a_b_c', '?q=*x*', '/付款'];
const wraps: readonly ((url: string, text: string) => string)[] = [
  (url, text) => `[${text}](${url})`,
  (url, text) => `![${text}](${url} "t")`,
  (url) => `<${url}>`,
  (url, text) => `<a href="${url}">${text}</a>`,
  (url, text) => `${text}${url}`,
  (url, text) => `${text} ${url} ${text}`,
  (url, text) => `> ${text}\n\n# ${url}`,
  (url, text) => `| ${text} | ${url} |\n|--|--|`,
  (url, text) => `\`${text}\` **${url}**`,
  (url, text) => `[${text}]: ${url}\n[${text}]`,
  (url, text) => `@${text} ${url}`,
  (url, text) => `\u001b]8;;${url}\u0007${text}`,
];
const spoils: readonly ((text: string, pick: <T>(of: readonly T[]) => T) => string)[] = [
  (text) => text,
  (text) => text,
  (text, pick) => Array.from(text).join(pick(['', '\u200b', '\u2060', '\u00ad'])),
  (text, pick) => text.replaceAll('.', pick(['\u3002', '\uff0e', '\u2024', '\uff61', '.\u200b'])),
  (text, pick) => pick(['\u202e', '\u2066', '\ufeff', '\n', '\t']) + text,
  (text) => text.replaceAll('<', '&lt;').replaceAll('[', '&#91;'),
  (text) => encodeURI(text.toWellFormed()),
  (text) =>
    Array.from(text)
      .map((one) =>
        /[!-~]/.test(one) ? String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0) : one,
      )
      .join(''),
  (text, pick) => text + pick(['\ud83d', '👨‍👩‍👧', '…', '\\', '&']),
  (text) => text.replaceAll(/[a-z]/g, (one) => (one === 'e' ? '\u0435' : one)),
];
const names = ['付款', '同意', '所有人', '13800001111', 'click', '急!!', 'x_y_z', '*重要*'];

/** At least `count` strings, the seen ones first; the same for the same seed. */
export function injectionCorpus(seed: number, count: number): readonly string[] {
  const random = randomOf(seed);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const made = new Set(seen);
  while (made.size < count) {
    const url = pick(schemes) + pick(hosts) + pick(tails);
    made.add(pick(spoils)(pick(wraps)(url, pick(names)), pick));
  }
  return [...made];
}
