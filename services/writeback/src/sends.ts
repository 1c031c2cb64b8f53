const rememberedMax = 10_000;

/** How often each decision in hand was sent to the ERP by this process. */
export class Sends {
  readonly #counts = new Map<string, number>();

  of(decisionId: string): number {
    return this.#counts.get(decisionId) ?? 0;
  }

  count(decisionId: string): void {
    this.#counts.set(decisionId, this.of(decisionId) + 1);
    if (this.#counts.size <= rememberedMax) return;
    const [oldest] = this.#counts.keys();
    if (oldest !== undefined) this.#counts.delete(oldest);
  }

  forget(decisionId: string): void {
    this.#counts.delete(decisionId);
  }
}
