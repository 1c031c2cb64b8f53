/** Text that the rules of a web firewall stop, by the name of the rule. */
const rules: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['XSS', /<\s*(script|iframe|img|svg)\b|javascript:/i],
  ['SQL注入', /'\s*or\s+'?1'?\s*=\s*'?1|;\s*drop\s+table|union\s+select|\bxp_\w+/i],
  ['路径遍历', /\.\.[\\/]\.\.[\\/]/],
];

/** The reply of the web firewall to a body with suspicious text; undefined when nothing is found. */
export function firewallReply(body: string): string | undefined {
  const text = /^\s*[\w.]+=/.test(body) ? decode(body) : body;
  const rule = rules.find(([, pattern]) => pattern.test(text));
  if (rule === undefined) return undefined;
  const msg = `请求参数存在可疑数据,当前请求已经被拦截规则[${rule[0]}]阻止!`;
  return JSON.stringify([
    { actionname: 'showConfirm', params: [{ title: '', msg, option: 0, msgType: 0 }] },
  ]);
}

function decode(body: string): string {
  try {
    return decodeURIComponent(body.replaceAll('+', ' '));
  } catch {
    return body;
  }
}
