import type { Parts } from './parts.js';
import type { Row } from './report.js';

/** One thing that is measured; `npm run bench -- <name>` runs it alone. */
export interface Measurement {
  readonly name: string;
  /** What is compared, in a line. */
  readonly says: string;
  /** @throws OutputsDiffer when contenders did not do the same work, so that their figures mean nothing */
  run(parts: Parts): Promise<readonly Row[]>;
}

/** The contenders, or what came out and what should, are not the same. */
export class OutputsDiffer extends Error {
  override readonly name = 'OutputsDiffer';
}
