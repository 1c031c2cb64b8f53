const mask = '***';

/** Names whose values are secrets wherever they stand: query, header, JSON or form body. */
const secretName =
  '(?:access_?token|refresh_?token|accesstoken|app_?secret|client_?secret|secret|password|passwd|pwd|sign|signature|ticket|session|kdservice-sessionid|asp\\.net_sessionid|authorization|x-acs-dingtalk-access-token|x-kd-signature|token)';

const patterns: readonly [RegExp, string][] = [
  // name=value, as in queries, forms and cookies
  [new RegExp(`(${secretName})=[^&;\\s"']+`, 'gi'), `$1=${mask}`],
  // "name": "value", also with escaped quotes inside a quoted JSON text
  [new RegExp(`(${secretName}\\\\?["']\\s*:\\s*\\\\?["'])[^"'\\\\]*`, 'gi'), `$1${mask}`],
  // name: value, as in headers
  [new RegExp(`(${secretName}):\\s*(?!\\s*["'{[])(?:Bearer\\s+)?[^\\s,;"']+`, 'gi'), `$1: ${mask}`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${mask}`],
  // user:password@host
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s:@]*:[^/\s@]+@/gi, `$1${mask}@`],
];

/** Longest text that is worth reading; the rest is cut so that a page of HTML does not fill the log. */
const lengthMax = 4_000;

/** Masks what looks like a secret in a text that somebody else wrote, such as an error's message. */
export function redactText(text: string): string {
  const short = text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
  return patterns.reduce((clean, [pattern, by]) => clean.replace(pattern, by), short);
}

/** A URL without user, password and the values of its query; what is no URL is treated as text. */
export function redactUrl(text: string): string {
  const [path = '', query] = redactText(text).split('?', 2);
  if (query === undefined) return path;
  const names = query.split('&').map((pair) => `${pair.split('=', 1)[0] ?? ''}=${mask}`);
  return `${path}?${names.join('&')}`;
}
