import { HubError, isRecord, type Clock, type Secrets } from '@hub/core';
import { z } from 'zod';
import type { ConfigFields } from '../config-fields.js';
import type { HttpRequest, Transport } from './transport.js';

const headerName = /^[A-Za-z][A-Za-z0-9-]{0,79}$/;

/** The field `auth` of a source that is called over HTTP. */
// The type is what zod infers: writing it down would be writing the schema twice.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function authSchema(fields: ConfigFields) {
  return z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('none') }),
      z.strictObject({
        kind: z.literal('basic'),
        user: fields.text('the user that the hub reads as'),
        password: fields.secret('the password of that user'),
      }),
      z.strictObject({
        kind: z.literal('bearer'),
        token: fields.secret('a token that does not expire'),
      }),
      z.strictObject({
        kind: z.literal('header'),
        name: fields
          .text('the name of a header, e.g. APIKey')
          .refine((name) => headerName.test(name), { error: 'is no name of a header' }),
        key: fields.secret('what the header holds'),
      }),
      z.strictObject({
        kind: z.literal('oauth2'),
        tokenUrl: fields.url('the address that gives out tokens'),
        clientId: fields.text('the client id'),
        clientSecret: fields.secret('the client secret'),
        scope: fields.text('the scope, where the server wants one').optional(),
      }),
    ])
    .describe('how the hub proves itself: none, basic, bearer, header or oauth2');
}

export type AuthFields = z.output<ReturnType<typeof authSchema>>;

/** What proves a call to be ours. */
export interface Credentials {
  headers(): Promise<Readonly<Record<string, string>>>;
  /** After a refusal: whether it is worth trying once more with a fresh token. */
  renew(): boolean;
}

/** @param tokens how the token server is reached; needed for oauth2 alone */
export function credentialsOf(
  auth: AuthFields,
  tokens: {
    readonly transport: Transport | null;
    readonly clock: Clock;
    readonly secrets: Secrets;
  },
): Credentials {
  switch (auth.kind) {
    case 'none':
      return fixed({});
    case 'basic': {
      const pair = Buffer.from(`${auth.user}:${auth.password}`).toString('base64');
      tokens.secrets.add(pair);
      return fixed({ authorization: `Basic ${pair}` });
    }
    case 'bearer':
      return fixed({ authorization: `Bearer ${auth.token}` });
    case 'header':
      return fixed({ [auth.name.toLowerCase()]: auth.key });
    case 'oauth2':
      if (tokens.transport === null) throw new TypeError('oauth2 needs a way to its token server');
      return new ClientCredentials(auth, { ...tokens, transport: tokens.transport });
  }
}

/** Every secret text of the settings, to be blotted out of what a server says. */
export function secretsOf(auth: AuthFields): readonly string[] {
  switch (auth.kind) {
    case 'none':
      return [];
    case 'basic':
      return [auth.password];
    case 'bearer':
      return [auth.token];
    case 'header':
      return [auth.key];
    case 'oauth2':
      return [auth.clientSecret];
  }
}

function fixed(headers: Readonly<Record<string, string>>): Credentials {
  return { headers: () => Promise.resolve(headers), renew: () => false };
}

/** A token is replaced before it runs out, so that no call meets its end. */
const earlyMs = 60_000;
const lifeMsDefault = 10 * 60_000;

/** OAuth 2.0 client credentials (RFC 6749 section 4.4); one request for a token serves all who wait for it. */
class ClientCredentials implements Credentials {
  readonly #auth: Extract<AuthFields, { kind: 'oauth2' }>;
  readonly #tokens: {
    readonly transport: Transport;
    readonly clock: Clock;
    readonly secrets: Secrets;
  };
  #token: Promise<string> | null = null;
  #endsAt = 0;

  constructor(
    auth: Extract<AuthFields, { kind: 'oauth2' }>,
    tokens: { readonly transport: Transport; readonly clock: Clock; readonly secrets: Secrets },
  ) {
    this.#auth = auth;
    this.#tokens = tokens;
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    if (this.#token === null || this.#tokens.clock.monotonic() >= this.#endsAt) {
      // Meanwhile nobody else asks; the true end is known when it is here.
      this.#endsAt = Number.POSITIVE_INFINITY;
      this.#token = this.#fetch();
    }
    const asked = this.#token;
    try {
      return { authorization: `Bearer ${await asked}` };
    } catch (error) {
      if (this.#token === asked) this.#token = null;
      throw error;
    }
  }

  renew(): boolean {
    const had = this.#token !== null;
    this.#token = null;
    return had;
  }

  async #fetch(): Promise<string> {
    const { tokenUrl, clientId, clientSecret, scope } = this.#auth;
    const { transport, clock, secrets } = this.#tokens;
    const url = new URL(tokenUrl);
    const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (scope !== undefined) form.set('scope', scope);
    const request: HttpRequest = {
      method: 'POST',
      path: `${url.pathname}${url.search}`,
      headers: {
        authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: form.toString(),
    };
    const { status, text } = await transport.send(request);
    const answer = status === 200 ? parsed(text) : null;
    const token = answer?.['access_token'];
    if (typeof token !== 'string' || token === '') throw noToken(url.host, status);
    secrets.add(token);
    const seconds = Number(answer?.['expires_in']);
    const lifeMs = seconds > 0 ? seconds * 1000 : lifeMsDefault;
    this.#endsAt = clock.monotonic() + Math.max(lifeMs - earlyMs, lifeMs / 2);
    return token;
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const answer: unknown = JSON.parse(text);
    return isRecord(answer) ? answer : null;
  } catch {
    return null;
  }
}

function noToken(host: string, status: number): HubError {
  const what = `${host} gave no token (HTTP ${String(status)})`;
  if (status >= 500 || status === 429) {
    return new HubError('SOURCE_UNREACHABLE', `${what}; it is tried again`, { retryable: true });
  }
  return new HubError(
    'SOURCE_CREDENTIALS',
    `${what}; check clientId, the secret file and tokenUrl`,
  );
}
