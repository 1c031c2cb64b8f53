import { commandId } from '@hub/core';
import type { Rule } from '@hub/rules';
import type { Command, Document, Priority, Recipient } from '@hub/schemas';
import type { Directory } from './directory.js';
import { resolveTarget, type Chosen } from './recipients.js';
import { shownSummary } from './shown-summary.js';

export interface Routed {
  readonly commands: readonly Command[];
  /** Targets nobody could be found for. */
  readonly missing: readonly string[];
}

/**
 * The messages a document causes: one per channel and template, which lists each person once with the rules
 * that chose him. A person hears one fact once, however many rules say so. Each group gets a message of its own, because
 * what a group is told is kept in order.
 */
export function commandsFor(
  document: Document,
  matched: readonly Rule[],
  directory: Directory,
): Routed {
  const missing: string[] = [];
  const shown = { ...document, summary: shownSummary(document.summary, directory) };
  const alike = Map.groupBy(matched, ({ channel, template }) => `${channel} ${template}`);

  const commands = [...alike.values()].flatMap((rules): readonly Command[] => {
    const [first] = rules;
    if (first === undefined) return [];
    const chosen = rules.flatMap((rule) =>
      rule.notify.flatMap((target) => {
        if ('group' in target) return [];
        const resolved = resolveTarget(target, document, directory);
        missing.push(...resolved.missing);
        return resolved.chosen.map((seat) => ({ ...seat, ruleId: rule.id }));
      }),
    );
    if (chosen.length === 0) return groupCommands(shown, first, rules);
    return [commandOf(shown, first, rules, mergePeople(chosen))];
  });
  return { commands, missing: [...new Set(missing)] };
}

function groupCommands(document: Document, how: Rule, rules: readonly Rule[]): readonly Command[] {
  const told = rules.flatMap((rule) =>
    rule.notify.flatMap((target) => ('group' in target ? [{ group: target.group, rule }] : [])),
  );
  return [...Map.groupBy(told, ({ group }) => group)].map(([group, each]) => {
    const chosenBy = [...new Set(each.map(({ rule }) => rule))];
    const ids = chosenBy.map(({ id }) => id);
    const recipient = { userId: group, name: group, rules: ids, node: null };
    return commandOf(document, how, chosenBy, [recipient], group);
  });
}

function commandOf(
  document: Document,
  { channel, template }: Rule,
  rules: readonly Rule[],
  recipients: readonly Recipient[],
  group?: string,
): Command {
  const { eventId, tenant, form, documentId, version, step, summary, observedAt } = document;
  const { dates, amounts, figures } = document;
  return {
    commandId: commandId({ eventId, channel, template, group }),
    eventId,
    tenant,
    form,
    documentId,
    version,
    channel,
    template,
    priority: mostUrgent(rules),
    step,
    summary,
    recipients,
    decision: null,
    issuedAt: observedAt,
    ...{ dates, amounts, figures },
  };
}

/** Each person once; whoever may decide keeps his node although another rule merely informs him. */
function mergePeople(chosen: readonly (Chosen & { readonly ruleId: string })[]): Recipient[] {
  const byPerson = Map.groupBy(chosen, ({ person }) => person.person);
  return [...byPerson.entries()].map(([userId, seats]) => ({
    userId,
    name: seats[0]?.person.name ?? userId,
    rules: [...new Set(seats.map(({ ruleId }) => ruleId))],
    node: seats.find(({ node }) => node !== null)?.node ?? null,
  }));
}

const order: readonly Priority[] = ['URGENT', 'NORMAL', 'LOW'];

function mostUrgent(rules: readonly Rule[]): Priority {
  return order.find((priority) => rules.some((rule) => rule.priority === priority)) ?? 'NORMAL';
}
