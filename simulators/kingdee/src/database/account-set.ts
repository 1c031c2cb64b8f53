import type { FaultBook, Journal, SeedCompany, SimulatorClock } from '@hub/simulator-kit';
import { Access } from '../auth/access.js';
import { Attachments } from '../bills/attachments.js';
import { BaseDataGroups } from '../bills/base-data-groups.js';
import type { BillLife } from '../bills/bill-life.js';
import { BillLinks } from '../bills/bill-links.js';
import type { Conversion } from '../bills/conversion.js';
import { EditingLocks } from '../bills/editing-locks.js';
import type { Form } from '../forms/form.js';
import type { Workflow } from '../forms/load-rules.js';
import type { Forms } from '../forms/load-forms.js';
import { toDatabaseTime } from '../server-time.js';
import type { Switches } from '../switches.js';
import type { WorkflowEngine } from '../workflow/workflow-engine.js';
import { journalRows } from './journal-rows.js';
import type { Row } from './row.js';

/** What all account sets of one server share. */
export interface Erp {
  readonly forms: Forms;
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly life: BillLife;
  readonly conversions: readonly Conversion[];
  /** Replaced once, when the seeding that nobody needs to hear of is over. */
  journal: Journal;
  readonly clock: SimulatorClock;
  readonly faults: FaultBook;
  readonly switches: Switches;
}

/** A person or program that may log in. */
export interface ErpUser {
  readonly userId: number;
  /** Login name, unique whatever the case of letters. */
  readonly userName: string;
  readonly password: string;
  /** Name of the employee behind the user, or the login name. */
  readonly name: string;
  readonly mobile: string;
  readonly roles: readonly string[];
  readonly departmentId: number | null;
  /** Leads the department. */
  readonly leads: boolean;
  wrongPasswords: number;
}

/** A third-party login authorisation: which program may log in as whom. */
export interface ErpApp {
  readonly appId: string;
  readonly appSecret: string;
  readonly userName: string;
}

/** Who does something, and through which door: `webapi:<login>`, `page`. */
export interface Actor {
  readonly userId: number;
  readonly via: string;
}

/** One account book: its data, users and running workflows. Nothing in it is visible from another. */
export class AccountSet {
  readonly acctId: string;
  readonly erp: Erp;
  readonly company: SeedCompany;
  readonly orgId: number;
  /** All organisations of the book, `company` first. */
  readonly organisations: { readonly orgId: number; readonly company: SeedCompany }[] = [];
  readonly users: ErpUser[] = [];
  readonly apps: ErpApp[] = [];
  readonly workflow: WorkflowEngine;
  readonly access = new Access();
  readonly attachments = new Attachments();
  readonly groups = new BaseDataGroups();
  readonly links = new BillLinks();
  readonly locks = new EditingLocks();
  /** Bodies of Save calls that asked for the check of repetition. */
  readonly seenSaves = new Set<string>();
  readonly #tables = new Map<string, Map<number | string, Row>>();
  readonly #numbers = new Map<string, Map<string, Row>>();
  readonly #lastNumbers = new Map<string, number>();
  #lastId = 100_000;
  #stampMs: number | undefined;

  constructor(
    erp: Erp,
    options: { acctId: string; company: SeedCompany; orgId: number; workflow: WorkflowEngine },
  ) {
    this.erp = erp;
    this.acctId = options.acctId;
    this.company = options.company;
    this.orgId = options.orgId;
    this.workflow = options.workflow;
  }

  /** Now, in the steps that the database can hold. */
  now(): number {
    return toDatabaseTime(this.#stampMs ?? this.erp.clock.now());
  }

  /**
   * Does something that carries another time than now: a transaction that began `ms` (UTC) and commits only
   * now shows a bill late, with an earlier time of change.
   */
  stamped<Result>(ms: number | undefined, act: () => Result): Result {
    this.#stampMs = ms;
    try {
      return act();
    } finally {
      this.#stampMs = undefined;
    }
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** The next running number of a form's bills. */
  nextNumber(formId: string): number {
    const next = (this.#lastNumbers.get(formId) ?? 0) + 1;
    this.#lastNumbers.set(formId, next);
    return next;
  }

  /** Rows of a form in the order of their ids. The tasks of the workflow and what the journal tells are forms too. */
  rows(form: Form): Iterable<Row> {
    if (form.file.tasks !== undefined) {
      return this.workflow.rows(form.file.tasks, this.erp.switches.historyHolds);
    }
    if (form.file.log !== undefined) return journalRows(this, form.file.log);
    return this.#table(form).values();
  }

  row(form: Form, id: number | string): Row | undefined {
    return this.#table(form).get(id);
  }

  rowByNumber(form: Form, number: string): Row | undefined {
    return this.#numbers.get(form.id)?.get(number.toUpperCase());
  }

  /** Stores a row under its id and number, in place of what was there. */
  put(form: Form, row: Row): void {
    const before = this.row(form, row.id);
    if (before !== undefined) this.#forgetNumber(form, before);
    this.#table(form).set(row.id, row);
    const number = this.numberOf(form, row);
    if (number === '') return;
    const numbers = this.#numbers.get(form.id) ?? new Map<string, Row>();
    this.#numbers.set(form.id, numbers);
    // Base data allocated to another organisation repeats a number; the number stays that of the first row.
    if (!numbers.has(number.toUpperCase())) numbers.set(number.toUpperCase(), row);
  }

  remove(form: Form, row: Row): void {
    this.#forgetNumber(form, row);
    this.#table(form).delete(row.id);
  }

  /** Bill number or base data number; empty when the form has none. */
  numberOf(form: Form, row: Row): string {
    const value = form.file.number === undefined ? null : row.values[form.file.number];
    return typeof value === 'string' ? value : '';
  }

  user(userId: number): ErpUser | undefined {
    return this.users.find((user) => user.userId === userId);
  }

  userByName(userName: string): ErpUser | undefined {
    const wanted = userName.toUpperCase();
    return this.users.find((user) => user.userName.toUpperCase() === wanted);
  }

  #table(form: Form): Map<number | string, Row> {
    const table = this.#tables.get(form.id) ?? new Map<number | string, Row>();
    this.#tables.set(form.id, table);
    return table;
  }

  #forgetNumber(form: Form, row: Row): void {
    const numbers = this.#numbers.get(form.id);
    const number = this.numberOf(form, row).toUpperCase();
    if (numbers?.get(number)?.id === row.id) numbers.delete(number);
  }
}
