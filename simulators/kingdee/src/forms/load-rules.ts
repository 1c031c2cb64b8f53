import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** Who is asked at a node: the leader of the bill's department, or everybody with a role. */
export type Receivers = { readonly leaderOf: 'department' } | { readonly role: string };

export interface WorkflowNode {
  readonly name: string;
  readonly receivers: Receivers;
  /** `any`: one decision closes the node for all; `all`: everybody must approve. */
  readonly mode: 'any' | 'all';
  /** What happens when nobody holds the node. */
  readonly whenNobody: 'skip' | 'refuse';
}

/** One workflow, as its data file in `workflows/` describes it. */
export interface Workflow {
  readonly id: string;
  readonly name: string;
  /** Row of WF_ProcTmp. */
  readonly template: number;
  readonly nodes: readonly WorkflowNode[];
}

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
interface SideOperation {
  readonly number: string;
  readonly name: string;
  readonly step: 'void' | 'unvoid' | 'close' | 'unclose';
  readonly status: readonly Status[];
  readonly field: string;
  readonly from: string;
  readonly to: string;
  readonly refused: string;
}

/** The life of a bill, from `bill-life.json`. */
export interface BillLife {
  readonly steps: Readonly<Record<StepName, Step>>;
  readonly operations: readonly SideOperation[];
}

export function loadWorkflows(): ReadonlyMap<string, Workflow> {
  const folder = new URL('workflows/', root);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const all = names.map((name) => readJson(new URL(name, folder)) as Workflow);
  return new Map(all.map((workflow) => [workflow.id, workflow]));
}

export function loadBillLife(): BillLife {
  return readJson(new URL('bill-life.json', root)) as BillLife;
}

function readJson(file: URL): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
