import { readFileSync } from 'node:fs';
import type { Touch } from '../switches.js';

const file = new URL('../../bill-life.json', import.meta.url);

export type Status = 'Z' | 'A' | 'B' | 'C' | 'D';

export type StepName =
  'save' | 'submit' | 'withdraw' | 'audit' | 'unaudit' | 'delete' | 'reject' | 'terminate';

/** A change of FDocumentStatus: whence it is allowed, whither it leads, what a refusal says. */
interface Step {
  readonly from: readonly Status[];
  readonly to?: Status;
  readonly refused: Readonly<Partial<Record<Status, string>>>;
}

/** An operation that moves another status field, called through ExcuteOperation. */
export interface SideOperation {
  readonly number: string;
  readonly name: string;
  /** What the journal calls it, and the switch that says whether it sets FModifyDate. */
  readonly step: Touch;
  /** The forms that have it; every form with the field when absent. */
  readonly forms?: readonly string[];
  /** Document statuses in which it is allowed. */
  readonly status: readonly Status[];
  readonly field: string;
  /** For operations on rows: the entry that `field` stands in. */
  readonly entry?: string;
  /** Values of the field in which it is allowed. */
  readonly from: readonly string[];
  readonly to: string;
  /** When all rows have reached `to`, this head field is set as well; taken back when one leaves it. */
  readonly whenAllRows?: { readonly field: string; readonly to: string; readonly back: string };
  readonly refused: string;
}

/** The life of a bill, from `bill-life.json`. */
export interface BillLife {
  readonly steps: Readonly<Record<StepName, Step>>;
  readonly operations: readonly SideOperation[];
}

export function loadBillLife(): BillLife {
  return JSON.parse(readFileSync(file, 'utf8')) as BillLife;
}
