import type { TailedRecord } from '@hub/kafka';
import { hopOf } from './hop.js';

type Seen = Pick<TailedRecord, 'topic' | 'timestamp' | 'headers' | 'value'>;

/** How many bills are remembered for their number and last hop. */
const billsMax = 10_000;

interface Bill {
  number: string | null;
  /** UTC milliseconds of the last hop. */
  last: number;
}

/** Turns records into one line a hop: when, how long after the hop before, bill, what, trace. */
export class Timeline {
  readonly #bills = new Map<string, Bill>();

  /** The line of a record; null for a record that is no hop. */
  line(record: Seen): string | null {
    const hop = hopOf(record);
    if (hop === null) return null;
    const key = `${hop.tenant}/${hop.form}/${hop.documentId}`;
    const before = this.#bills.get(key);
    const number = hop.number ?? before?.number ?? hop.documentId;
    this.#remember(key, { number, last: record.timestamp });

    const columns = [
      new Date(record.timestamp).toISOString().slice(11, 23),
      (before === undefined ? '' : since(record.timestamp - before.last)).padStart(10),
      hop.what.padEnd(8),
      hop.tenant.padEnd(8),
      number.padEnd(12),
      hop.says,
      traceOf(record.headers),
    ];
    return columns.join('  ').trimEnd();
  }

  #remember(key: string, bill: Bill): void {
    this.#bills.delete(key);
    this.#bills.set(key, bill);
    const oldest = this.#bills.keys().next();
    if (this.#bills.size > billsMax && oldest.done !== true) this.#bills.delete(oldest.value);
  }
}

/** Records of two topics may come in the other order. */
function since(ms: number): string {
  return `${ms < 0 ? '' : '+'}${String(ms)} ms`;
}

function traceOf(headers: Readonly<Record<string, string>>): string {
  const trace = headers['traceparent']?.split('-')[1];
  return trace === undefined ? '' : `[trace ${trace}]`;
}
