import type { RedisLink } from '../link.js';
import { closeScript, exchangeScript } from './exchange-script.js';
import type { Limit } from './limit.js';

/** What a process says about one limit. */
export interface Offer {
  readonly limit: Limit;
  /** Slots it keeps. */
  readonly held: number;
  /** Slots it gives back: how many, and in how many milliseconds they are free; the earliest first. */
  readonly back: readonly (readonly [count: number, inMs: number])[];
  /** Slots it would like to have besides. */
  readonly want: number;
  /** True when it went on alone while Redis was away, so that others may have done so too. */
  readonly alone: boolean;
}

/** What it is told. */
export interface Answer {
  readonly granted: number;
  /** Slots that it said it keeps and that are not its own. */
  readonly lost: number;
  /** Slots that others wait for and that are more than its share. */
  readonly surplus: number;
  /** Milliseconds until a slot that nobody holds is free; 0 when it is not known. */
  readonly nextMs: number;
  /** Milliseconds for which the limit is closed. */
  readonly closedMs: number;
}

export interface Exchanged {
  readonly answers: readonly Answer[];
  /** Processes that share the limits. */
  readonly processes: number;
  /** Changes when Redis forgot. */
  readonly epoch: number;
}

export interface Process {
  readonly id: string;
  readonly leaseMs: number;
  readonly holdMs: number;
  /** What it was told last; 0 in the first exchange of its life. */
  readonly epoch: number;
}

/** One round trip for all limits that a process has something to say about. */
export async function exchange(
  link: RedisLink,
  process: Process,
  offers: readonly Offer[],
): Promise<Exchanged> {
  const said = {
    process: process.id,
    leaseMs: process.leaseMs,
    holdMs: process.holdMs,
    epoch: process.epoch,
    offers: offers.map(({ limit, held, back, want, alone }) => ({
      calls: limit.calls,
      windowMs: limit.windowMs,
      stepMs: stepMs(limit),
      held,
      back,
      want,
      alone,
    })),
  };
  const keys = offers.flatMap(({ limit: { key } }) => [`${key}:slots`, closedKey(key)]);
  const [processes, epoch, answers] = (await exchangeScript.run(
    link,
    ['hub:limit:processes', 'hub:limit:epoch', ...keys],
    [JSON.stringify(said)],
  )) as [number, number, [number, number, number, number, number][]];
  return {
    processes,
    epoch,
    answers: answers.map(([granted, lost, surplus, nextMs, closedMs]) => ({
      granted,
      lost,
      surplus,
      nextMs,
      closedMs,
    })),
  };
}

/** Times of resting slots are told in such steps, so that what is kept of a wide limit stays small. */
export function stepMs({ calls, windowMs }: Limit): number {
  return Math.max(1, Math.ceil(windowMs / (calls > 100 ? 100 : 1_000)));
}

/** Closes a limit for all processes. */
export async function closeForAll(link: RedisLink, key: string, forMs: number): Promise<void> {
  await closeScript.run(link, [closedKey(key)], [Math.max(1, Math.ceil(forMs))]);
}

function closedKey(key: string): string {
  return `${key}:closed`;
}
