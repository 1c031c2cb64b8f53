import { readOrder, report } from '../child.js';
import { encodedDocuments, type EncodedDocument } from '../documents.js';
import { startUsage, type Usage } from '../usage.js';

/** What a contender is to do. */
export interface PublishOrder {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly events: number;
  /** Events written before the time is taken. */
  readonly warmUp: number;
  /** Events a call. */
  readonly perCall: number;
  /** Calls that wait at once. */
  readonly callers: number;
}

/** What a contender reports once every event is acknowledged. */
export interface Published extends Usage {
  readonly events: number;
}

type Write = (documents: readonly EncodedDocument[]) => Promise<unknown>;

/** In the contender's process: writes what was ordered by the given means, then reports. */
export async function publishWith(prepare: (order: PublishOrder) => Promise<Write>): Promise<void> {
  const order = readOrder() as PublishOrder;
  const documents = encodedDocuments(5_000);
  const write = await prepare(order);
  await writeAll(documents, write, order, order.warmUp);
  const usage = startUsage();
  await writeAll(documents, write, order, order.events);
  const published: Published = { events: order.events, ...usage() };
  report(published);
}

/** Writes a number of events: so many a call, so many calls at once. */
export async function writeAll(
  documents: readonly EncodedDocument[],
  write: Write,
  { perCall, callers }: Pick<PublishOrder, 'perCall' | 'callers'>,
  events: number,
): Promise<void> {
  let begun = 0;
  const caller = async (): Promise<void> => {
    while (begun < events) {
      const from = begun;
      begun = Math.min(events, begun + perCall);
      const indices = Array.from({ length: begun - from }, (_, index) => from + index);
      await write(indices.flatMap((index) => documents[index % documents.length] ?? []));
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}
