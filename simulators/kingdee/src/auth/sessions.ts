import { createHash, randomUUID } from 'node:crypto';
import type { AccountSet, ErpUser } from '../database/account-set.js';

/** A session ends when nobody has used it for this long. */
const sessionIdleMs = 20 * 60_000;

const sessionsMax = 10_000;

export interface Session {
  readonly id: string;
  readonly account: AccountSet;
  readonly user: ErpUser;
  readonly lcid: number;
  orgId: number;
  lastUsedAt: number;
  /** Opened for a user whose password has run out: every call is stopped with a text. */
  readonly blocked: boolean;
}

/** The sessions of a server. They slide, and can be ended from outside. */
export class Sessions {
  readonly #now: () => number;
  readonly #byId = new Map<string, Session>();
  /** Sessions made by signed headers: one per app, account, user, language and organisation. */
  readonly #bySigner = new Map<string, string>();

  constructor(now: () => number) {
    this.#now = now;
  }

  open(account: AccountSet, user: ErpUser, lcid: number, blocked = false): Session {
    this.#makeRoom();
    const session = {
      id: randomUUID(),
      account,
      user,
      lcid,
      orgId: account.orgId,
      lastUsedAt: this.#now(),
      blocked,
    };
    this.#byId.set(session.id, session);
    return session;
  }

  /** The session of an id, renewed by being asked for; undefined when it has ended. */
  use(id: string): Session | undefined {
    const session = this.#byId.get(id);
    if (session === undefined) return undefined;
    if (this.#now() - session.lastUsedAt > sessionIdleMs) {
      this.#byId.delete(id);
      return undefined;
    }
    session.lastUsedAt = this.#now();
    return session;
  }

  /** The living session of a signer, or a new one. */
  useSigned(signer: string, account: AccountSet, user: ErpUser, lcid: number): Session {
    const known = this.#bySigner.get(signer);
    const living = known === undefined ? undefined : this.use(known);
    if (living !== undefined) return living;
    const session = this.open(account, user, lcid);
    this.#bySigner.set(signer, session.id);
    return session;
  }

  /** Users of an account set with a living session, in the order in which they came. */
  usersOf(account: AccountSet): readonly ErpUser[] {
    const now = this.#now();
    const living = [...this.#byId.values()].filter(
      (each) => each.account === account && now - each.lastUsedAt <= sessionIdleMs,
    );
    return [...new Set(living.map((each) => each.user))];
  }

  end(id: string): boolean {
    return this.#byId.delete(id);
  }

  /** Ends every session that `fits`; returns how many. */
  endWhere(fits: (session: Session) => boolean): number {
    const ended = [...this.#byId.values()].filter(fits);
    for (const session of ended) this.#byId.delete(session.id);
    return ended.length;
  }

  /** A client that logs in before every call leaks sessions, here as there; the oldest go. */
  #makeRoom(): void {
    if (this.#byId.size < sessionsMax) return;
    const [oldest] = this.#byId.keys();
    if (oldest !== undefined) this.#byId.delete(oldest);
  }
}

/** The web server's own session cookie that stands beside the product's. */
export function aspNetSessionId(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex').slice(0, 24);
}
