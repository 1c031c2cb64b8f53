import type { PendingNode } from '@hub/schemas';
import type { SourceTask } from '@hub/source';

/** Open workflow steps by document id. */
export type OpenNodes = ReadonlyMap<string, readonly PendingNode[]>;

export const noNodes: OpenNodes = new Map();

/** Joins the tasks, one per person, to steps with all their approvers, oldest step first; by form. */
export function openNodes(tasks: readonly SourceTask[]): ReadonlyMap<string, OpenNodes> {
  const forms = new Map<string, Map<string, Map<string, PendingNode>>>();
  for (const task of tasks) {
    const documents = entryOf(forms, task.form);
    const nodes = entryOf(documents, task.documentId);
    const { node, name, since, approver } = task;
    const known = nodes.get(node) ?? { node, name, since, approvers: [] };
    const listed = known.approvers.some(({ userId }) => userId === approver.userId);
    nodes.set(node, {
      ...known,
      since: Math.min(known.since, since),
      approvers: listed ? known.approvers : [...known.approvers, approver],
    });
  }
  return new Map(
    [...forms].map(([form, documents]) => [
      form,
      new Map([...documents].map(([id, nodes]) => [id, [...nodes.values()].toSorted(byAge)])),
    ]),
  );
}

/** Names the set of open steps of a document, whatever their order; empty when there is none. */
export function nodesOf(open: OpenNodes, documentId: string): string {
  return nodeNames((open.get(documentId) ?? []).map(({ node }) => node));
}

export function nodeNames(nodes: readonly string[]): string {
  return nodes.toSorted().join('.');
}

function entryOf<Value>(map: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Map<string, Value>();
  map.set(key, made);
  return made;
}

function byAge(a: PendingNode, b: PendingNode): number {
  return a.since - b.since || (a.node < b.node ? -1 : 1);
}
