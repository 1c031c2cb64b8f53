/** What a click sends, whichever way. */
export interface ClickCallback {
  readonly type: string;
  readonly outTrackId: string;
  readonly corpId: string;
  readonly userId: string;
  /** JSON text with `cardPrivateData`. */
  readonly content: string;
}

export interface ClickAnswer {
  readonly code: number;
  readonly response: unknown;
}

export type ClickFacts = Readonly<Record<string, unknown>>;
