import type { Measurement } from '../measurement.js';
import { polling } from './polling.js';
import { resident } from './resident.js';
import { resync } from './resync.js';

/** What it costs to learn of everything that happens in an ERP. */
export const ingest: Measurement = {
  name: 'ingest',
  says: 'a group of 200 organisations with 30 forms in one account book: calls, misses, full resync, memory',
  run: async (parts) => [
    ...(await polling(parts)),
    ...(await resync(parts)),
    ...(await resident(parts)),
  ],
};
