import type { Outbound } from '@hub/core';
import type { Treatment } from '@hub/redis';
import type { Command, Receipt } from '@hub/schemas';
import { aCommand, aRecipient } from '@hub/testkit';
import { tellBundles } from '../bundles/tell-bundles.js';
import { deliverCommand } from '../deliver-command.js';
import { fakeParts, type FakeParts } from './fakes.js';

/** Messages of one organisation that wait, and what becomes of them. */
export interface BundleRig {
  readonly parts: FakeParts;
  /** What the month allows now. */
  treatment: Treatment;
  /** Gives a command to the notifier. */
  ask(command: Command): Promise<void>;
  tell(): Promise<void>;
  receipts(): ReadonlyMap<string, Receipt>;
}

/** At 16:00 in Shanghai, an hour and a half before the next digest. */
const now = Date.parse('2026-11-18T08:00:00Z');
export const hourMs = 3_600_000;

export function bundleRig(treatment: Treatment = 'DIGEST'): BundleRig {
  const parts = fakeParts();
  const known: Receipt[] = [];
  const hear = (outbound: readonly Outbound[]): void => {
    for (const { topic, value } of outbound)
      if (topic === 'hub.receipt.v1') known.push(value as Receipt);
  };
  parts.clock.jump(now - parts.clock.now());
  const one: BundleRig = {
    parts: {
      ...parts,
      budget: {
        treatment: (_, essential) => Promise.resolve(essential ? 'SEND' : one.treatment),
        count: () => undefined,
      },
      tell: async (outbound) => {
        hear(outbound);
        await parts.tell(outbound);
      },
    },
    treatment,
    ask: async (command) => {
      parts.clock.jump(1);
      const outbound = await deliverCommand(one.parts)(command);
      hear(outbound);
      await parts.waiting.take(outbound);
      await parts.log.take(outbound);
    },
    tell: () => tellBundles(one.parts, one.parts.tenants.get('huadong')),
    receipts: () => new Map(known.map((receipt) => [receipt.commandId, receipt])),
  };
  return one;
}

export function notice(
  number: string,
  userIds: readonly string[] = ['a'],
  over: Partial<Command> = {},
): Command {
  return aCommand({
    ...{ channel: 'ROBOT', template: 'notice', priority: 'NORMAL', eventId: `event-${number}` },
    ...{ documentId: number, step: 'APPROVED', issuedAt: now },
    summary: { ...aCommand().summary, number },
    recipients: userIds.map((userId) => aRecipient({ userId, node: null })),
    ...over,
  });
}

export const statesOf = (receipt: Receipt | undefined): readonly unknown[] =>
  receipt?.recipients.map(({ userId, state }) => `${userId} ${state}`) ?? [];
