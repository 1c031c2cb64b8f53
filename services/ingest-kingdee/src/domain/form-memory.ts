import type { Document, Watermark } from '@hub/schemas';
import type { ErpDocument, MalformedBill } from './erp.js';
import { nodesOf, type OpenNodes } from './open-nodes.js';

/** How far a form has been read: the time of change of the last document, then its id. */
export interface Position {
  readonly modifiedAt: number;
  readonly documentId: string;
}

interface Seen {
  readonly nodes: string;
  /** Event last published; null for a document that is none of this tenant's. */
  readonly eventId: string | null;
}

/** Documents remembered per form; more than change within the overlap, and bounded. */
const seenMax = 50_000;

/**
 * What ingest knows of one form of one tenant: the watermark, which survives a restart, and what it saw last of each
 * document, which only saves repeats.
 */
export class FormMemory {
  readonly #seen = new Map<string, Seen>();
  readonly #malformed = new Map<string, string>();
  #position: Position | null;
  #pending: Readonly<Record<string, string>>;
  /** Where the next reading goes on when the last one did not get to the end; null otherwise. */
  resumeAt: Position | null = null;

  constructor(watermark: Watermark | null) {
    this.#position = watermark;
    this.#pending = {};
  }

  /** Null before the first reading. */
  get position(): Position | null {
    return this.#position;
  }

  /** Documents that had open steps: id to version last published. */
  get pending(): Readonly<Record<string, string>> {
    return this.#pending;
  }

  /** The state that survives a restart. */
  watermark(tenant: string, form: string, readAt: number): Watermark | null {
    if (this.#position === null) return null;
    const { modifiedAt, documentId } = this.#position;
    return { tenant, form, modifiedAt, documentId, readAt };
  }

  /**
   * Documents whose open steps are not those seen last, among those with open steps now or before. Their time of change
   * need not have moved, so they have to be read one by one.
   */
  moved(open: OpenNodes): string[] {
    const candidates = new Set([...open.keys(), ...Object.keys(this.#pending)]);
    return [...candidates].filter((id) => this.#seen.get(id)?.nodes !== nodesOf(open, id));
  }

  /** Whether an event says something that was not published last for its document. */
  isNews(event: Document): boolean {
    const seen = this.#seen.get(event.documentId);
    if (seen !== undefined) return seen.eventId !== event.eventId;
    // After a restart the watermark still knows the versions of documents that wait for somebody.
    return this.#pending[event.documentId] !== event.version;
  }

  /** True the first time a bill is malformed in this way; it is found again as long as it lies in the overlap. */
  noteMalformed({ documentId, reason }: MalformedBill): boolean {
    if (this.#malformed.get(documentId) === reason) return false;
    bound(this.#malformed, seenMax);
    this.#malformed.set(documentId, reason);
    return true;
  }

  /** Remembers a document that was read and found to be another tenant's, or gone. */
  ignore(documentId: string, open: OpenNodes): void {
    this.#remember(documentId, { nodes: nodesOf(open, documentId), eventId: null });
    this.#setPending(documentId, null);
  }

  /** Remembers what was published, or found published already. */
  keep(event: Document): void {
    const nodes = event.pending
      .map(({ node }) => node)
      .toSorted()
      .join(',');
    this.#remember(event.documentId, { nodes, eventId: event.eventId });
    this.#setPending(event.documentId, event.pending.length === 0 ? null : event.version);
  }

  /** Moves the watermark forward; never back. */
  moveTo(position: Position): void {
    if (this.#position === null || comparePositions(this.#position, position) < 0) {
      this.#position = { modifiedAt: position.modifiedAt, documentId: position.documentId };
    }
  }

  #remember(documentId: string, seen: Seen): void {
    this.#seen.delete(documentId);
    bound(this.#seen, seenMax);
    this.#seen.set(documentId, seen);
  }

  #setPending(documentId: string, version: string | null): void {
    if ((this.#pending[documentId] ?? null) === version) return;
    const pending = new Map(Object.entries(this.#pending));
    if (version === null) pending.delete(documentId);
    else pending.set(documentId, version);
    this.#pending = Object.fromEntries(pending);
  }
}

/**
 * Where the watermark may stand after a reading in order of change: at the last document before the first one that was
 * left for later, so that what was left is surely read again.
 */
export function readUpTo(
  documents: readonly ErpDocument[],
  leftForLater: ReadonlySet<string>,
): Position | null {
  let last: Position | null = null;
  for (const document of documents) {
    if (leftForLater.has(document.documentId)) break;
    last = document;
  }
  return last;
}

/** Makes room for one more by dropping the oldest entry. */
function bound(map: Map<string, unknown>, max: number): void {
  if (map.size < max) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}

/** Ids of bills are whole numbers; as texts they would be compared wrongly. */
export function comparePositions(a: Position, b: Position): number {
  return (
    a.modifiedAt - b.modifiedAt ||
    a.documentId.length - b.documentId.length ||
    (a.documentId < b.documentId ? -1 : a.documentId > b.documentId ? 1 : 0)
  );
}
