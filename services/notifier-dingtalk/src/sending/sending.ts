import { failpoint, type Clock } from '@hub/core';
import type { Claims } from '@hub/redis';
import type { Command, Delivery, Recipient, Send, SendPart } from '@hub/schemas';
import type { MarkdownWords } from '../domain/channel-words.js';
import { mayHaveHappened } from '../domain/doubt.js';
import { reasons } from '../domain/reasons.js';
import { alike, deliveriesOf } from '../domain/receipt.js';
import { once } from './once.js';
import type { Answer, SendLog } from '../ports.js';
import type { Turn, Turns } from './turns.js';

export interface SendingPorts {
  readonly log: SendLog;
  readonly claims: Claims;
  readonly turns: Turns;
  readonly clock: Clock;
}

/** What a message says, as against to whom. */
type Untold = 'summary' | 'decision' | 'issuedAt' | 'dates' | 'amounts' | 'figures';

/** What the sending of a command looks at. */
export type Addressed = Omit<Command, Untold> & {
  readonly summary: Pick<Command['summary'], 'number'>;
};

/** One call of a command. */
export interface Part {
  /** Index of its first recipient. */
  readonly first: number;
  readonly recipients: readonly Recipient[];
  readonly turn: Turn;
  /** True when DingTalk knows a repeat for what it is. */
  readonly repeatable: boolean;
  /** Fails unless DingTalk answers: asked before a call in doubt is made again, so that it is not made into the void. */
  readonly ask?: () => Promise<void>;
  readonly call: () => Promise<Answer>;
}

/** A message that may have arrived is sent once more, and no more. */
const doubtsMax = 1;

/**
 * The sending of one command, call by call. Before each call it is put on record that it is made now, and with the
 * next record what came of it; so whoever goes on after a crash knows what was done for certain and what is in doubt.
 */
export class Sending {
  readonly #parts: SendPart[];

  constructor(
    private readonly ports: SendingPorts,
    private readonly command: Addressed,
    known: Send | null,
    /** What may have to be said again by another way. */
    private readonly words: MarkdownWords | null = null,
  ) {
    this.#parts = [...(known?.parts ?? [])];
  }

  /** Makes a call, unless it was made before. */
  async part(part: Part): Promise<void> {
    const { first, recipients } = part;
    if (this.isSent(first, recipients.length)) return;
    if (this.#parts.length > 0) failpoint('notifier.betweenParts');
    const { turns, claims } = this.ports;
    const { tenant, commandId } = this.command;
    // One claim a call: what was done is never called again, even when its record is older than the log keeps.
    const key = `hub:${tenant}:sent:${commandId}:${String(first)}+${String(recipients.length)}`;
    const sent = await turns.run(part.turn, () => once(claims, key, () => this.#call(part)));
    failpoint('notifier.afterConfirm');
    this.#put(sent);
  }

  /** Notes of one recipient that he cannot be told. */
  drop(first: number, recipient: Recipient, reason: string): void {
    const recipients = alike([recipient], 'DROPPED', reason);
    this.#put(this.#at({ first, state: 'SENT', doubts: 0, reference: null, recipients }));
  }

  /** Whether the call of so many recipients from one on was made. */
  isSent(first: number, count: number): boolean {
    const part = this.#of(first);
    return part?.state === 'SENT' && part.recipients.length === count;
  }

  /** Whether a call was begun that does not start with the first recipient. */
  get isSplit(): boolean {
    return this.#parts.some(({ first }) => first > 0);
  }

  /** What became of each recipient of the calls so far. */
  deliveries(): readonly Delivery[] {
    return this.#parts.flatMap(({ recipients }) => recipients);
  }

  record(done: boolean): Send {
    const { tenant, form, documentId, commandId, eventId, channel, step } = this.command;
    const { template, version, summary } = this.command;
    const parts = this.#parts.toSorted((one, other) => one.first - other.first);
    // When it became known, not when it is told again: a repeat gives the same receipt.
    const at =
      parts.length === 0 ? this.ports.clock.now() : Math.max(...parts.map((part) => part.at));
    return {
      ...{ tenant, form, documentId, commandId, eventId, channel, step, template, version },
      number: summary.number,
      done,
      // Of a work notification DingTalk tells only later whom it left out; he is told the same another way.
      checked: channel !== 'WORK',
      parts,
      words: this.words,
      at,
    };
  }

  async #call(part: Part): Promise<SendPart> {
    const { first, recipients, repeatable, call, ask } = part;
    const before = this.#of(first);
    const inDoubt = before?.state === 'CALLING' && !repeatable;
    const doubts = (before?.doubts ?? 0) + (inDoubt ? 1 : 0);
    if (doubts > doubtsMax) {
      const unknown = alike(recipients, 'UNKNOWN', reasons.doubtful);
      return this.#at({ first, state: 'SENT', doubts, reference: null, recipients: unknown });
    }
    if (inDoubt) await ask?.();
    const blank = { first, doubts, reference: null, recipients: [] };
    failpoint('notifier.beforeIntent');
    await this.#write(this.#at({ ...blank, state: 'CALLING' }));
    failpoint('notifier.afterIntent');
    let answer: Answer;
    try {
      answer = await call();
    } catch (error) {
      if (!mayHaveHappened(error)) {
        const earlier = before?.state === 'CALLING' ? 'CALLING' : 'IDLE';
        // An earlier call stays in doubt although this one was refused; it is not counted twice.
        await this.#write(this.#at({ ...blank, doubts: before?.doubts ?? 0, state: earlier }));
      }
      throw error;
    }
    failpoint('notifier.afterCall');
    const said = deliveriesOf(recipients, answer.delivered);
    const recorded = doubts === 0 ? said : said.map(possiblyDoubled);
    const { reference } = answer;
    return this.#at({ first, state: 'SENT', doubts, reference, recipients: recorded });
  }

  #at(part: Omit<SendPart, 'at'>): SendPart {
    return { ...part, at: this.ports.clock.now() };
  }

  async #write(part: SendPart): Promise<void> {
    this.#put(part);
    await this.ports.log.write(this.record(false));
  }

  #of(first: number): SendPart | undefined {
    return this.#parts.find((part) => part.first === first);
  }

  #put(part: SendPart): void {
    const others = this.#parts.filter(({ first }) => first !== part.first);
    this.#parts.splice(0, this.#parts.length, ...others, part);
  }
}

function possiblyDoubled(delivery: Delivery): Delivery {
  return delivery.reason === null ? { ...delivery, reason: reasons.doubled } : delivery;
}
