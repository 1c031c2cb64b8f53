import type { Outbound } from '@hub/core';
import { keyOf, type Send } from '@hub/schemas';
import type { SentCard } from '../domain/card.js';
import type { DocumentState } from '../domain/card-state.js';
import type { SendLog } from '../ports.js';

/** The send log as a topic keeps it: what was written is there, whoever asks. */
export class FakeSendLog implements SendLog {
  readonly rows = new Map<string, Send>();

  find(of: Parameters<SendLog['find']>[0]): Promise<Send | null> {
    return Promise.resolve(this.rows.get(keyOf('hub.send.v1', of as Send)) ?? null);
  }

  write(send: Send): Promise<void> {
    this.rows.set(keyOf('hub.send.v1', send), send);
    return Promise.resolve();
  }

  sentSince(after: number): readonly Send[] {
    return [...this.rows.values()].filter(({ done, at }) => done && at >= after);
  }

  unchecked(before: number): readonly Send[] {
    return [...this.rows.values()].filter(
      ({ done, checked, at }) => done && !checked && at < before,
    );
  }

  about(tenant: string, form: string, documentId: string): Promise<readonly Send[]> {
    return Promise.resolve(
      [...this.rows.values()].filter(
        (send) => send.tenant === tenant && send.form === form && send.documentId === documentId,
      ),
    );
  }

  /** What handlers return goes to its topic. */
  async take(outbound: readonly Outbound[]): Promise<void> {
    for (const { topic, value } of outbound)
      if (topic === 'hub.send.v1') await this.write(value as Send);
  }
}

export class FakeSentCards {
  readonly #cards = new Map<string, SentCard[]>();

  remember(tenant: string, form: string, documentId: string, card: SentCard): Promise<void> {
    const key = `${tenant}/${form}/${documentId}`;
    const others = (this.#cards.get(key) ?? []).filter(
      ({ commandId }) => commandId !== card.commandId,
    );
    this.#cards.set(key, [...others, card]);
    return Promise.resolve();
  }

  of(tenant: string, form: string, documentId: string): Promise<readonly SentCard[]> {
    return Promise.resolve(this.#cards.get(`${tenant}/${form}/${documentId}`) ?? []);
  }
}

export class FakeDocuments {
  readonly #states = new Map<string, DocumentState>();

  heard(tenant: string, form: string, documentId: string, state: DocumentState): Promise<void> {
    const key = `${tenant}/${form}/${documentId}`;
    const known = this.#states.get(key);
    if (known === undefined || known.observedAt < state.observedAt) this.#states.set(key, state);
    return Promise.resolve();
  }

  latest(tenant: string, form: string, documentId: string): Promise<DocumentState | null> {
    return Promise.resolve(this.#states.get(`${tenant}/${form}/${documentId}`) ?? null);
  }
}
