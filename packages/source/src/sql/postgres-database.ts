import { HubError, messageOf, Secrets, Slots } from '@hub/core';
import pg from 'pg';
import type { Ask, Database, DatabaseOptions, Row } from './dialect.js';

const questionsWaitingMax = 1_000;
const idleMs = 60_000;

/** A PostgreSQL that is only read: every question runs in a read-only transaction with a limit of time. */
export class PostgresDatabase implements Database {
  readonly #options: DatabaseOptions;
  readonly #pool: pg.Pool;
  readonly #secrets: Secrets;
  readonly #slots: Slots;

  constructor(options: DatabaseOptions) {
    const { connection, tls, statementTimeoutMs, connectionsMax } = options;
    const address = addressOf(connection);
    this.#options = options;
    this.#secrets = new Secrets(connection, address.password);
    this.#slots = new Slots({
      runningMax: connectionsMax,
      waitingMax: questionsWaitingMax,
      code: 'SOURCE_BUSY',
    });
    this.#pool = new pg.Pool({
      ...address,
      // Verified against the authorities that Node knows, and the name of the host.
      ssl: tls ? { rejectUnauthorized: true } : false,
      max: connectionsMax,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: idleMs,
      // The server's own limit comes first; this one is for a server that does not answer at all.
      query_timeout: statementTimeoutMs + 5_000,
      application_name: 'hub',
      // Exactly as the database writes it: a number would already have lost its digits.
      types: { getTypeParser: () => (text: string | Buffer) => String(text) },
    });
    // A connection that breaks while idle is replaced; without a listener it would end the process.
    this.#pool.on('error', () => undefined);
  }

  async read<Result>(questions: (ask: Ask) => Promise<Result>): Promise<Result> {
    return await this.#slots.run(async () => {
      try {
        return await this.#transaction(questions);
      } catch (error) {
        throw error instanceof HubError ? error : this.#faultOf(error);
      }
    });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #transaction<Result>(questions: (ask: Ask) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect();
    let broken = true;
    try {
      await client.query(
        `begin transaction isolation level repeatable read read only;
         set local statement_timeout = ${String(this.#options.statementTimeoutMs)};
         set local time zone 'UTC';
         set local datestyle = 'ISO'`,
      );
      const result = await questions(async ({ text, values }) => {
        const { rows } = await client.query<Row>(text, [...values]);
        return rows;
      });
      await client.query('rollback');
      broken = false;
      return result;
    } finally {
      // After a fault nobody knows what the connection is at; it is not used again.
      client.release(broken);
    }
  }

  #faultOf(error: unknown): HubError {
    const state = error instanceof Error && 'code' in error ? String(error.code) : '';
    const { source } = this.#options;
    const message = `source ${source}: ${this.#secrets.mask(messageOf(error))}`;
    for (const { states, code, remedy, retryable } of meanings) {
      if (states.test(state)) {
        return new HubError(code, `${message}; ${remedy}`, { retryable, cause: error });
      }
    }
    // No state means that no server spoke: it is away, or silent for too long.
    const retryable = state === '' || !/^[0-9A-Z]{5}$/.test(state);
    return new HubError(
      retryable ? 'SOURCE_UNREACHABLE' : 'SOURCE_REFUSED',
      `${message}; ${retryable ? 'check the address and the network' : 'check the mapping'}`,
      { retryable, cause: error },
    );
  }
}

/** By SQLSTATE, appendix A of the manual of PostgreSQL. */
const meanings = [
  {
    states: /^28/,
    code: 'SOURCE_CREDENTIALS',
    remedy: 'check user and password in the secret file',
    retryable: false,
  },
  {
    states: /^3D/,
    code: 'SOURCE_REFUSED',
    remedy: 'correct the name of the database in the secret file',
    retryable: false,
  },
  {
    states: /^42501$/,
    code: 'SOURCE_NO_PERMISSION',
    remedy: 'grant the user select on what the mapping names',
    retryable: false,
  },
  {
    states: /^42(703|P01)$/,
    code: 'SOURCE_UNKNOWN_FIELD',
    remedy: 'correct the mapping',
    retryable: false,
  },
  {
    states: /^57014$/,
    code: 'SOURCE_TIMEOUT',
    remedy: 'index the columns of the time of change and the id together',
    retryable: true,
  },
  {
    states: /^(53|55|40)/,
    code: 'SOURCE_BUSY',
    remedy: 'it is tried again',
    retryable: true,
  },
  {
    states: /^(08|57P)/,
    code: 'SOURCE_UNREACHABLE',
    remedy: 'it is tried again',
    retryable: true,
  },
] as const;

interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

function addressOf(connection: string): Address {
  const url = URL.parse(connection);
  if (url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.search === '') {
    const [database, user, password] = [url.pathname.slice(1), url.username, url.password].map(
      unescaped,
    );
    if (database !== '' && database != null && user != null && password != null) {
      const port = url.port === '' ? 5432 : Number(url.port);
      return { host: url.hostname, port, user, password, database };
    }
  }
  // The text itself is not repeated: it holds a password.
  throw new HubError(
    'SOURCE_REFUSED',
    'connection is no address of PostgreSQL; write postgres://user:password@host:5432/database into the secret file, with % as %25, / as %2F, ? as %3F, # as %23 and @ as %40 in the password, and tls: true into the tenant file',
  );
}

/** Null when a percent sign stands for itself. */
function unescaped(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
