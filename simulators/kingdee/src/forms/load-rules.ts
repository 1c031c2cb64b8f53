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

export function loadWorkflows(): ReadonlyMap<string, Workflow> {
  const folder = new URL('workflows/', root);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const all = names.map((name) => readJson(new URL(name, folder)) as Workflow);
  return new Map(all.map((workflow) => [workflow.id, workflow]));
}

function readJson(file: URL): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
