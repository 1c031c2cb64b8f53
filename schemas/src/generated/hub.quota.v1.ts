// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

/** Calls that an organisation of DingTalk made in a month; Redis counts, this survives it. */
export interface Quota {
  /** The organisation in DingTalk (corpId); tenants of one organisation share its quota. */
  readonly organisation: string;
  /** Month where the organisation is at home, 2026-11. */
  readonly month: string;
  /** api: calls; push: messages by webhook and Stream. */
  readonly kind: string;
  /** By day of the month, the first at 0. */
  readonly days: readonly number[];
  /** Of these, approvals and legal deadlines. */
  readonly essential: number;
  /** When it was counted so. UTC milliseconds. */
  readonly at: number;
}
