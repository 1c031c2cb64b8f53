import type { IncomingHttpHeaders } from 'node:http';
import type { Session } from '../auth/sessions.js';
import { sessionOfHeaders } from '../auth/signed-headers.js';
import type { Server } from './method.js';

/** A living session wins over signed headers; these open a new one where there is none. */
export function findSession(
  server: Server,
  request: { readonly headers: IncomingHttpHeaders; readonly address: string },
): { readonly session: Session; readonly besideDead: boolean } | undefined {
  const ids = sessionIds(request.headers);
  for (const id of ids) {
    const session = server.sessions.use(id);
    if (session !== undefined) return { session, besideDead: false };
  }
  const { headers, address } = request;
  const session = sessionOfHeaders(headers, server.accounts, server.sessions, address);
  return session === undefined ? undefined : { session, besideDead: ids.length > 0 };
}

/** Session ids as clients send them: in a header of the cookie's name, in `SID`, in the cookie. */
export function sessionIds(headers: IncomingHttpHeaders): readonly string[] {
  const cookies = [...(headers.cookie ?? '').matchAll(/kdservice-sessionid=([^;\s]+)/gi)];
  const given = [
    headers['kdservice-sessionid'],
    headers['sid'],
    ...cookies.map((match) => match[1]),
  ];
  return given.filter((id): id is string => typeof id === 'string' && id !== '');
}
