import { createHash } from 'node:crypto';

/**
 * A deterministic id of its parts: 32 lower-case hex characters (128 bits of SHA-256).
 *
 * Parts are length-prefixed, so ('ab','c') and ('a','bc') differ.
 */
export function hashId(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${String(Buffer.byteLength(part))}:${part}`);
  return hash.digest('hex').slice(0, 32);
}

/**
 * The version of a document: what a person decides upon. Opaque to everybody but this function.
 *
 * Handing over to the next node does not always touch the modification time, so the open nodes are part of it.
 */
export function documentVersion(of: {
  readonly modifiedAt: number;
  readonly nodes: readonly string[];
}): string {
  return [String(of.modifiedAt), ...of.nodes.toSorted()].join('.');
}

/** The same change of a document always gets the same id. */
export function eventId(of: {
  readonly tenant: string;
  readonly form: string;
  readonly documentId: string;
  readonly version: string;
  readonly step: string;
}): string {
  return hashId('event', of.tenant, of.form, of.documentId, of.version, of.step);
}

/**
 * One message about one event by one channel; each group gets one of its own. It is also the card's outTrackId, which
 * DingTalk limits to 64 characters.
 */
export function commandId(of: {
  readonly eventId: string;
  readonly channel: string;
  readonly template: string;
  readonly group?: string | undefined;
}): string {
  const group = of.group === undefined ? [] : [of.group];
  return hashId('command', of.eventId, of.channel, of.template, ...group);
}

/** One attempt to decide one workflow node; kept by the ERP in the opinion, so that it can be found again. */
export function decisionId(of: {
  readonly tenant: string;
  readonly documentId: string;
  readonly node: string;
  readonly nonce: string;
}): string {
  return hashId('decision', of.tenant, of.documentId, of.node, of.nonce);
}
