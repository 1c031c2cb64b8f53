import type { Session, Sessions } from '../auth/sessions.js';
import type { AccountSet, Erp } from '../database/account-set.js';
import type { AsyncCalls } from './async-calls.js';
import type { CallCounter } from './call-counter.js';
import type { Json } from './json.js';

/** The whole simulated server, as its methods see it. */
export interface Server {
  readonly erp: Erp;
  readonly accounts: readonly AccountSet[];
  readonly sessions: Sessions;
  readonly asyncCalls: AsyncCalls;
  readonly callCounter: CallCounter;
}

/** One call of a method. Arguments stand in the order of the method's parameters. */
interface Call {
  readonly server: Server;
  readonly arguments: readonly unknown[];
  /** The arguments by their names in lower case, for methods whose body is one object; empty for a list. */
  readonly named: ReadonlyMap<string, unknown>;
}

/** A call that may come without a session; `sessionId` is the living one that the client showed, or empty. */
export interface OpenCall extends Call {
  readonly sessionId: string;
  /** Address that the connection comes from. */
  readonly address: string;
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
