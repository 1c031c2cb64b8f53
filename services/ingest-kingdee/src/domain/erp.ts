import type { ErpPerson, Step, Summary } from '@hub/schemas';

/** A bill as the ERP shows it now. */
export interface ErpDocument {
  readonly form: string;
  readonly documentId: string;
  /** UTC milliseconds. */
  readonly modifiedAt: number;
  readonly step: Step;
  readonly departmentId: string | null;
  readonly summary: Summary;
}

/** One person's open task on one bill. */
export interface ErpTask {
  readonly form: string;
  readonly documentId: string;
  /** Instance of the workflow step. */
  readonly node: string;
  readonly name: string;
  readonly since: number;
  readonly approver: ErpPerson;
}

/** A bill that could not be understood. */
export interface MalformedBill {
  readonly form: string;
  readonly documentId: string;
  readonly number: string;
  readonly code: string;
  readonly reason: string;
}

export function isDocument(bill: ErpDocument | MalformedBill): bill is ErpDocument {
  return 'summary' in bill;
}
