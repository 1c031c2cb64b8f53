import { HubError } from '@hub/core';

/**
 * Checks the address of an ERP: `http(s)://host[:port]/k3cloud/`, nothing else in it. The slash at the end may be missing.
 *
 * @throws HubError KINGDEE_URL
 */
export function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw wrong('is no http or https address');
  }
  if (url.username !== '' || url.password !== '') throw wrong('holds a user name or password');
  if (url.search !== '' || url.hash !== '') throw wrong('has a ? or # part');
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function wrong(what: string): HubError {
  // The text itself is not repeated: it may hold a password.
  return new HubError(
    'KINGDEE_URL',
    `kingdee.url ${what}; write it like https://erp.example.com/k3cloud/`,
  );
}
