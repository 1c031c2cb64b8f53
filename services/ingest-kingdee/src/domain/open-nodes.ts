import type { PendingNode } from '@hub/schemas';
import type { ErpTask } from './erp.js';

/** Open workflow steps by document id. */
export type OpenNodes = ReadonlyMap<string, readonly PendingNode[]>;

/** Joins the tasks of one form, one per person, to steps with all their approvers, oldest step first. */
export function openNodes(tasks: readonly ErpTask[], form: string): OpenNodes {
  const documents = new Map<string, Map<string, PendingNode>>();
  for (const task of tasks) {
    if (task.form !== form) continue;
    const nodes = documents.get(task.documentId) ?? new Map<string, PendingNode>();
    documents.set(task.documentId, nodes);
    const { node, name, since, approver } = task;
    const known = nodes.get(node) ?? { node, name, since, approvers: [] };
    const listed = known.approvers.some(({ userId }) => userId === approver.userId);
    nodes.set(node, {
      ...known,
      since: Math.min(known.since, since),
      approvers: listed ? known.approvers : [...known.approvers, approver],
    });
  }
  return new Map([...documents].map(([id, nodes]) => [id, [...nodes.values()].toSorted(byAge)]));
}

/** Names the set of open steps of a document, whatever their order. */
export function nodesOf(open: OpenNodes, documentId: string): string {
  return (open.get(documentId) ?? [])
    .map(({ node }) => node)
    .toSorted()
    .join(',');
}

function byAge(a: PendingNode, b: PendingNode): number {
  return a.since - b.since || (a.node < b.node ? -1 : 1);
}
