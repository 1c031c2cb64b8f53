import type { ErpPerson, Figure, Line, Money, Step, Summary } from '@hub/schemas';

/** A document as its system shows it now, in the hub's terms. */
export interface SourceDocument {
  readonly form: string;
  readonly documentId: string;
  /** UTC milliseconds. */
  readonly modifiedAt: number;
  readonly step: Step;
  /** Internal id of the department. */
  readonly departmentId: string | null;
  readonly summary: Summary;
  readonly people: Readonly<Record<string, ErpPerson>>;
  /** UTC milliseconds by name, e.g. due. */
  readonly dates: Readonly<Record<string, number>>;
  readonly amounts: Readonly<Record<string, Money>>;
  readonly figures: Readonly<Record<string, Figure>>;
  /** At most `linesMax`. */
  readonly lines: readonly Line[];
}

/** Rows of one document that an event carries. */
export const linesMax = 200;

/** A document that could not be understood. It is parked by itself, and the others go on. */
export interface MalformedDocument {
  readonly form: string;
  readonly documentId: string;
  readonly number: string;
  readonly code: string;
  /** What is wrong, where, and how to mend it. */
  readonly reason: string;
}

export function isDocument(
  document: SourceDocument | MalformedDocument,
): document is SourceDocument {
  return 'summary' in document;
}

/** One person's open task on one document. */
export interface SourceTask {
  readonly form: string;
  readonly documentId: string;
  /** Instance of the workflow step. */
  readonly node: string;
  readonly name: string;
  /** Since when it waits, UTC milliseconds. */
  readonly since: number;
  readonly approver: ErpPerson;
}

/** A user of the system, for binding to a person in DingTalk. */
export interface SourceUser {
  readonly userId: string;
  readonly userName: string;
  readonly name: string;
  readonly mobile: string | null;
  readonly jobNumber: string | null;
  readonly disabled: boolean;
}

/** A quantity without a date of change: stock of one material in one place, what is left of a budget. */
export interface Level {
  /** Form it is published under, e.g. STK_Inventory. */
  readonly form: string;
  /** The same thing always has the same id. */
  readonly documentId: string;
  readonly departmentId: string | null;
  readonly summary: Summary;
  readonly value: Figure;
  /** Falling below is what matters; null when the system names no limit. */
  readonly limit: Figure | null;
}

/** What a system itself says that all documents of a kind sum up to. */
export interface ControlTotal {
  readonly form: string;
  readonly organisation: string;
  readonly currency: string;
  readonly total: Money['amount'];
  /** Null when the system gives the sum alone. */
  readonly documents: number | null;
}
