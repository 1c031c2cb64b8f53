import { createHash } from 'node:crypto';
import type { App } from '../organisation/organisation.js';
import type { CallbackKeys } from './callback-crypto.js';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** The last of 43 characters holds four bits only; strict decoders refuse others. */
const lastLetters = 'AEIMQUYcgkosw048';

/** Where events of an application go by HTTP. */
export interface EventCallback extends CallbackKeys {
  readonly place: 'console' | 'api';
  readonly url: string;
  /** Event types asked for; null means all. */
  readonly tags: readonly string[] | null;
}

/** How an application hears of things. Without an event callback it is Stream mode. */
export interface AppPush {
  eventCallback: EventCallback | undefined;
  robotUrl: string | undefined;
  /** Event types ticked in the console; null means all. */
  eventTypes: readonly string[] | null;
  /** Globs over `/v1.0/event/<type>/<name>/<value>/…`; no glob for a type means all of that type. */
  filters: readonly string[];
}

/** Where clicks go by HTTP: registered under a key that cards name. */
export interface CardCallback {
  readonly callbackUrl: string;
  readonly apiSecret: string;
}

/** Addresses that the service calls, by application. */
export class CallbackBook {
  readonly #apps = new Map<string, AppPush>();
  readonly #cards = new Map<string, CardCallback>();

  of(app: App): AppPush {
    const known = this.#apps.get(app.appKey) ?? {
      eventCallback: undefined,
      robotUrl: undefined,
      eventTypes: null,
      filters: [],
    };
    this.#apps.set(app.appKey, known);
    return known;
  }

  card(corpId: string, routeKey: string): CardCallback | undefined {
    return this.#cards.get(`${corpId} ${routeKey}`);
  }

  putCard(corpId: string, routeKey: string, callback: CardCallback): void {
    this.#cards.set(`${corpId} ${routeKey}`, callback);
  }
}

/** The token and the key that the console shows for an application; the same at every start. */
export function consoleKeys(app: App): CallbackKeys {
  const bytes = createHash('sha512').update(`dingtalk/${app.appKey}/callback`).digest();
  const text = [...bytes].map((byte) => letters[byte % letters.length] ?? '').join('');
  const last = lastLetters[(bytes[63] ?? 0) % lastLetters.length] ?? 'A';
  return {
    token: text.slice(0, 16),
    aesKey: `${text.slice(16, 58)}${last}`,
    receiverId: app.appKey,
  };
}
