import type { Session, Sessions } from '../auth/sessions.js';
import type { AccountSet, Erp } from '../database/account-set.js';
import type { Json } from './json.js';

/** The whole simulated server, as its methods see it. */
export interface Server {
  readonly erp: Erp;
  readonly accounts: readonly AccountSet[];
  readonly sessions: Sessions;
}

/** One call of a method. Arguments stand in the order of the method's parameters. */
export interface Call {
  readonly server: Server;
  readonly arguments: readonly unknown[];
}

/** A call that may come without a session; `sessionId` is what the client showed, or empty. */
export interface OpenCall extends Call {
  readonly sessionId: string;
}

export interface SessionCall extends Call {
  readonly session: Session;
}

/** What a method that needs no session does: it may open or end one. */
export interface OpenMethod {
  readonly kind: 'open';
  readonly name: string;
  readonly parameters: readonly string[];
  handle(call: OpenCall): OpenReply;
}

export interface OpenReply {
  readonly reply: Json;
  readonly session?: Session;
  /** For the journal. */
  readonly ok: boolean;
}

/** What a method that needs a session does. It throws a BusinessError to refuse. */
export interface SessionMethod {
  readonly kind: 'session';
  readonly name: string;
  readonly parameters: readonly string[];
  /** How an error is wrapped: as an object, or inside the rows of a query. */
  readonly errors: 'object' | 'rows' | 'records';
  handle(call: SessionCall): Json;
}

export type Method = OpenMethod | SessionMethod;
