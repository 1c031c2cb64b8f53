import { HubError, Slots, type Clock } from '@hub/core';
import type { BillQuery, BusinessInfo, Cell, K3CloudClient } from '@hub/kingdee';
import { fieldKeys } from './form.js';
import type { AnswerKind, ErpStub } from './erp-stub.js';

/** What an answer takes: 100 ms, and 20 µs a row. */
export function answerMs(rows: number): number {
  return 100 + rows * 0.02;
}

/** As many as the hub's own client makes at once. */
const callsAtOnceMax = 4;

export interface Counted {
  /** Calls of any kind, refused ones as well. */
  calls: number;
  /** Calls that brought rows of bills, which are a question of their own. */
  lineCalls: number;
  readonly rows: Record<AnswerKind, number>;
}

type UsedOfClient = Pick<
  K3CloudClient,
  'query' | 'table' | 'businessInfo' | 'close' | 'serverNow' | 'lcid' | 'utcOffsetMinutes'
>;

/** The client of K3Cloud over a stub in memory, in time that a clock gives: every call it is asked for is counted. */
export class StubClient implements UsedOfClient {
  readonly lcid = 2052;
  readonly utcOffsetMinutes = 480;
  readonly counted: Counted = {
    calls: 0,
    lineCalls: 0,
    rows: { heads: 0, lines: 0, tasks: 0, count: 0, users: 0 },
  };
  readonly #erp: ErpStub;
  readonly #clock: Clock;
  readonly #fails: () => boolean;
  readonly #slots = new Slots({
    runningMax: callsAtOnceMax,
    waitingMax: 10_000,
    code: 'KINGDEE_BUSY',
  });

  /** @param fails whether the next call is answered with a server error */
  constructor(erp: ErpStub, clock: Clock, fails: () => boolean) {
    this.#erp = erp;
    this.#clock = clock;
    this.#fails = fails;
  }

  serverNow(): number {
    return this.#clock.now();
  }

  async query(query: BillQuery): Promise<readonly (readonly Cell[])[]> {
    return this.#slots.run(async () => {
      this.counted.calls += 1;
      if (this.#fails()) {
        await this.#clock.sleep(answerMs(0));
        throw new HubError('KINGDEE_BUSY', 'Kingdee ExecuteBillQuery: HTTP 503', {
          retryable: true,
          retryAfterMs: 5_000,
        });
      }
      // The state is that of the moment when the server looks, and the answer travels afterwards.
      const { kind, rows } = this.#erp.query(query);
      this.counted.rows[kind] += rows.length;
      if (kind === 'lines') this.counted.lineCalls += 1;
      await this.#clock.sleep(answerMs(rows.length));
      return rows;
    });
  }

  async table(query: BillQuery): ReturnType<K3CloudClient['table']> {
    const rows = await this.query(query);
    return rows.map((cells) => ({ cells, fault: null }));
  }

  async businessInfo(form: string): Promise<BusinessInfo> {
    this.counted.calls += 1;
    await this.#clock.sleep(answerMs(0));
    const keys = form.startsWith('WF_') ? ['FKeyValue'] : fieldKeys;
    return { form, name: form, fieldKeys: new Set(keys.map((key) => key.toLowerCase())) };
  }

  async close(): Promise<void> {
    await this.#slots.run(() => Promise.resolve());
  }

  /** For whoever takes a client: of a class, only its own instances are of its type. */
  asClient(): K3CloudClient {
    return this as unknown as K3CloudClient;
  }
}
