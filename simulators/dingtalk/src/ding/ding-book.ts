import { randomBytes } from 'node:crypto';

/** 1 within the app, 2 by SMS, 3 by phone. */
export type RemindType = 1 | 2 | 3;

/** One DING. People are user ids. */
export interface Ding {
  readonly openDingId: string;
  readonly corpId: string;
  readonly appKey: string;
  readonly remindType: RemindType;
  readonly content: string;
  readonly receiverIds: readonly string[];
  readonly at: number;
  readonly confirmedBy: Set<string>;
  recalled: boolean;
}

/** All DING messages of the simulated DingTalk. */
export class DingBook {
  readonly #dings = new Map<string, Ding>();

  find(corpId: string, openDingId: string): Ding | undefined {
    const ding = this.#dings.get(openDingId);
    return ding?.corpId === corpId ? ding : undefined;
  }

  /** What a person got, the latest first; a recalled one leaves no trace. */
  of(corpId: string, userId: string): readonly Ding[] {
    return [...this.#dings.values()]
      .filter((each) => each.corpId === corpId && !each.recalled)
      .filter(({ receiverIds }) => receiverIds.includes(userId))
      .reverse();
  }

  create(ding: Omit<Ding, 'openDingId' | 'confirmedBy' | 'recalled'>): Ding {
    const openDingId = randomBytes(16).toString('base64');
    const created = { ...ding, openDingId, confirmedBy: new Set<string>(), recalled: false };
    this.#dings.set(openDingId, created);
    return created;
  }
}
