import type { LatestState } from '@hub/redis';
import type { DocumentState } from '../domain/card-state.js';
import type { DocumentStates } from '../ports.js';

/** The newest state of documents, in Redis, ranked by when it was observed. */
export class RedisDocuments implements DocumentStates {
  constructor(private readonly states: LatestState) {}

  async heard(
    tenant: string,
    form: string,
    documentId: string,
    state: DocumentState,
  ): Promise<void> {
    await this.states.offer(
      keyOf(tenant, form, documentId),
      state.observedAt,
      JSON.stringify(state),
    );
  }

  async latest(tenant: string, form: string, documentId: string): Promise<DocumentState | null> {
    const { rank, value } = await this.states.current(keyOf(tenant, form, documentId));
    return rank < 0 ? null : (JSON.parse(value) as DocumentState);
  }
}

function keyOf(tenant: string, form: string, documentId: string): string {
  return `hub:${tenant}:document:${form}:${documentId}`;
}
