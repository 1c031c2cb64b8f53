import { HubError } from '@hub/core';

/** At home and overseas. */
const vendorDomains = ['.dingtalk.com', '.dingtalk.io'];

/**
 * Checks a configured address of DingTalk: http or https, a host and nothing else.
 *
 * @param name how the configuration calls it, such as `dingtalk.api`
 * @throws HubError DINGTALK_URL
 */
export function configuredUrl(text: string, name: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain =
    url !== null &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '';
  // The text itself is not repeated: it may hold a password.
  if (!plain)
    throw new HubError(
      'DINGTALK_URL',
      `${name} is no plain address; write it like https://api.dingtalk.com`,
    );
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/**
 * Checks an address that came over the network (a gateway, a session webhook) before anything is sent there: it
 * must lead to DingTalk over TLS, or to the very host that the configuration names.
 *
 * @param configured addresses of the configuration; their transport security is the least that is accepted
 * @param hosts others that the configuration trusts, over TLS
 * @returns null when it leads elsewhere
 */
export function trustedUrl(
  text: string,
  secure: 'https:' | 'wss:',
  configured: readonly URL[],
  hosts: readonly string[] = [],
): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username !== '' || url.password !== '') return null;
  const plain = secure === 'https:' ? 'http:' : 'ws:';
  if (url.protocol !== secure && url.protocol !== plain) return null;

  const ours = vendorDomains.some((domain) => url.hostname.endsWith(domain));
  if (url.protocol === secure && (ours || hosts.includes(url.hostname))) return url;
  const known = configured.find(({ hostname }) => hostname === url.hostname);
  if (known === undefined) return null;
  return url.protocol === secure || known.protocol === 'http:' ? url : null;
}
