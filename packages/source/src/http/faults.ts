import { HubError, messageOf, type Secrets } from '@hub/core';
import type { HttpReply, NoReply } from './transport.js';

/** A server that asks for more patience than this is asked again earlier. */
const patienceMaxMs = 3_600_000;
const busyMs = 5_000;

/** What was asked, for messages; never an address with its query, which may hold a secret. */
export interface Asked {
  /** As the tenant file calls the source. */
  readonly source: string;
  readonly host: string;
  /** Entity set or path. */
  readonly what: string;
}

export function noReplyFault(asked: Asked, { reason, cause }: NoReply): HubError {
  const where = `source ${asked.source}, ${asked.what}`;
  switch (reason) {
    case 'timeout':
      return new HubError('SOURCE_TIMEOUT', `${where}: no answer from ${asked.host} in time`, {
        retryable: true,
        cause,
      });
    case 'oversize':
      return new HubError(
        'SOURCE_MALFORMED',
        `${where}: the answer is larger than is read; lower pageSize, or map fewer fields`,
        { retryable: true },
      );
    case 'certificate':
      return new HubError(
        'SOURCE_UNREACHABLE',
        `${where}: the certificate of ${asked.host} is not accepted: ${messageOf(cause)}; give the server a valid one, or NODE_EXTRA_CA_CERTS its authority`,
        { retryable: true, cause },
      );
    case 'unreachable':
      return new HubError(
        'SOURCE_UNREACHABLE',
        `${where}: no connection to ${asked.host}; check the address and the network`,
        { retryable: true, cause },
      );
  }
}

/** The fault behind an answer that is no success. `said` is the server's own word on it, if it has one. */
export function statusFault(
  asked: Asked,
  reply: HttpReply,
  of: { readonly said: string; readonly secrets: Secrets; readonly now: number },
): HubError {
  const { status } = reply;
  const said = of.secrets.mask(of.said);
  const where = `source ${asked.source}, ${asked.what}: HTTP ${String(status)}`;
  const words = said === '' ? where : `${where}: ${said}`;
  if (status === 401) {
    return new HubError('SOURCE_CREDENTIALS', `${words}; check user, key or secret file`);
  }
  if (status === 403) {
    return new HubError('SOURCE_NO_PERMISSION', `${words}; give the user the right to read this`);
  }
  if (status === 429 || status === 503) {
    const retryAfterMs = retryAfterOf(reply, of.now) ?? busyMs;
    return new HubError('SOURCE_BUSY', `${words}; it is tried again`, {
      retryable: true,
      retryAfterMs,
    });
  }
  if (status === 408 || status === 504) {
    return new HubError('SOURCE_TIMEOUT', `${words}; it is tried again`, { retryable: true });
  }
  if (status >= 500) {
    return new HubError('SOURCE_UNREACHABLE', `${words}; it is tried again`, { retryable: true });
  }
  if (status >= 300 && status < 400) {
    return new HubError(
      'SOURCE_REFUSED',
      `${where}: it points ${of.secrets.mask(placeOf(reply))}, which is not followed; write the final address`,
    );
  }
  return new HubError('SOURCE_REFUSED', `${words}; check the address and the mapping`);
}

export function malformedReply(asked: Asked, what: string): HubError {
  return new HubError('SOURCE_MALFORMED', `source ${asked.source}, ${asked.what}: ${what}`, {
    retryable: true,
  });
}

/** Where a redirect leads, without its query, which may hold a secret. */
function placeOf({ headers }: HttpReply): string {
  const [place = ''] = (headers['location'] ?? '').split(/[?#]/);
  return place === '' ? 'elsewhere' : `to ${place.slice(0, 200)}`;
}

/** Retry-After in milliseconds, as seconds or as a date (RFC 9110 section 10.2.3); null when there is none. */
function retryAfterOf({ headers }: HttpReply, now: number): number | null {
  const written = headers['retry-after'];
  if (written === undefined) return null;
  const waitMs = /^\d+$/.test(written) ? Number(written) * 1000 : Date.parse(written) - now;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), patienceMaxMs);
}
