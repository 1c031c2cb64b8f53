import type { Check } from '../check.js';
import type { MalformedDocument, SourceDocument } from '../document.js';
import { isDocument } from '../document.js';
import { documentOf, modifiedAtOf, type MappingContext } from '../mapping/document-of.js';
import type { Mapping } from '../mapping/mapping.js';
import { mappingOf } from '../mapping/read-mappings.js';
import { textOf, type SourceRecord } from '../mapping/read-value.js';
import type {
  ChangedSince,
  DueWithin,
  OpenSince,
  Page,
  Position,
  Source,
  SourceContext,
  Stretch,
} from '../source.js';
import { sourceChecks } from './checks.js';
import { behind, behindId, ownedBy, unfinished, upTo } from './conditions.js';
import { isOwned, pageOf } from './page-of.js';
import type { Condition, RecordStore } from './record-store.js';

export interface Polling {
  readonly store: RecordStore;
  readonly mappings: ReadonlyMap<string, Mapping>;
  readonly context: SourceContext;
  readonly pageSize: number;
}

/** A source out of anything that can be asked for records by conditions: OData and databases. */
export function pollingSource(polling: Polling): Source {
  const source = new PollingSource(polling);
  const dated = [...polling.mappings.values()].some(({ dates }) => dates['due'] !== undefined);
  if (!dated) return source;
  return Object.assign(source, { due: (question: DueWithin) => source.dueWithin(question) });
}

class PollingSource implements Source {
  readonly forms: readonly string[];
  readonly #polling: Polling;
  readonly #ready = new Map<string, Promise<void>>();

  constructor(polling: Polling) {
    this.#polling = polling;
    this.forms = [...polling.mappings.keys()];
  }

  async changedSince(question: ChangedSince): Promise<Page> {
    const mapping = await this.#mapping(question.form);
    const { modifiedFrom, afterId, organisations, until } = question;
    const scope = [...ownedBy(mapping, organisations), ...upTo(mapping, until)];
    const where = [...behind(mapping, modifiedFrom, afterId), ...scope];
    const limit = this.#polling.pageSize;
    const found = await this.#polling.store.records({ mapping, where, order: 'change', limit });
    if (found.length < limit) return this.#page(found, mapping, organisations, null);

    // Within one millisecond the system may order by what is finer. A full page therefore ends before its last one.
    const { timeZone } = this.#polling.context;
    const times = found.map((record) => modifiedAtOf(record, mapping, timeZone));
    const last = times.findLast((time) => time !== null) ?? modifiedFrom;
    const whole = found.filter((_, index) => times[index] !== last);
    const kept = times.filter((time) => time !== last && time !== null).at(-1);
    if (kept !== undefined && kept !== null) {
      return this.#page(whole, mapping, organisations, { modifiedAt: kept + 1, documentId: '' });
    }
    const inside = last === modifiedFrom ? afterId : null;
    return await this.#within(mapping, question, { at: last, afterId: inside, scope });
  }

  async read(
    form: string,
    documentId: string,
    organisations: readonly string[],
  ): Promise<SourceDocument | MalformedDocument | null> {
    const mapping = await this.#mapping(form);
    const where: Condition[] = [
      { field: mapping.fields.id, is: 'eq', value: { text: documentId } },
      ...ownedBy(mapping, organisations),
    ];
    const question = { mapping, where, order: 'id', limit: 1 } as const;
    const [record] = await this.#polling.store.records(question);
    if (record === undefined) return null;
    const document = documentOf(record, mapping, this.#reading());
    return isDocument(document) && !isOwned(document, organisations) ? null : document;
  }

  async hasMoreThan(stretch: Stretch, count: number): Promise<boolean> {
    const mapping = await this.#mapping(stretch.form);
    const where = [
      ...behind(mapping, stretch.modifiedFrom, stretch.afterId ?? null),
      ...upTo(mapping, stretch.until),
      ...ownedBy(mapping, stretch.organisations),
    ];
    return (await this.#polling.store.count(mapping, where)) > count;
  }

  async open(question: OpenSince): Promise<Page> {
    const mapping = await this.#mapping(question.form);
    return await this.#byId(mapping, question, behind(mapping, question.modifiedFrom, null));
  }

  async dueWithin(question: DueWithin): Promise<Page> {
    const mapping = await this.#mapping(question.form);
    const field = mapping.dates['due'];
    if (field === undefined) return { documents: [], malformed: [], next: null, rows: 0 };
    return await this.#byId(mapping, question, [
      { field, is: 'ge', value: { time: question.from } },
      { field, is: 'lt', value: { time: question.to } },
    ]);
  }

  checks(): readonly Check[] {
    const { store, mappings, context } = this.#polling;
    return sourceChecks(context.name, [...mappings.values()], async (mapping) => {
      await store.prepare(mapping);
      await store.records({ mapping, where: [], order: 'id', limit: 1 });
    });
  }

  async close(): Promise<void> {
    await this.#polling.store.close();
  }

  /** More records of one millisecond than a page takes: they come by id. */
  async #within(
    mapping: Mapping,
    { organisations, until }: ChangedSince,
    part: {
      readonly at: number;
      readonly afterId: string | null;
      readonly scope: readonly Condition[];
    },
  ): Promise<Page> {
    const { at, afterId, scope } = part;
    const limit = this.#polling.pageSize;
    const { modifiedAt } = mapping.fields;
    const where: Condition[] = [
      { field: modifiedAt, is: 'ge', value: { time: at } },
      { field: modifiedAt, is: 'lt', value: { time: at + 1 } },
      ...behindId(mapping, afterId),
      ...scope,
    ];
    const found = await this.#polling.store.records({ mapping, where, order: 'id', limit });
    const lastId = found.length < limit ? null : lastIdOf(found, mapping);
    const next: Position =
      lastId === null
        ? { modifiedAt: at + 1, documentId: '' }
        : { modifiedAt: at, documentId: lastId };
    const over = until !== null && next.modifiedAt > until.modifiedAt;
    return this.#page(found, mapping, organisations, over ? null : next);
  }

  async #byId(
    mapping: Mapping,
    question: { readonly organisations: readonly string[]; readonly afterId: string | null },
    conditions: readonly Condition[],
  ): Promise<Page> {
    const { organisations, afterId } = question;
    const limit = this.#polling.pageSize;
    const where = [
      ...conditions,
      ...unfinished(mapping),
      ...ownedBy(mapping, organisations),
      ...behindId(mapping, afterId),
    ];
    const found = await this.#polling.store.records({ mapping, where, order: 'id', limit });
    const documentId = found.length < limit ? null : lastIdOf(found, mapping);
    const next = documentId === null ? null : { modifiedAt: 0, documentId };
    const page = this.#page(found, mapping, organisations, next);
    const place = new Map(found.map((record, index) => [textOf(record, mapping.fields.id), index]));
    const order = ({ documentId: id }: SourceDocument): number => place.get(id) ?? 0;
    return { ...page, documents: page.documents.toSorted((a, b) => order(a) - order(b)) };
  }

  #page(
    found: readonly SourceRecord[],
    mapping: Mapping,
    organisations: readonly string[],
    next: Position | null,
  ): Page {
    return pageOf(found, mapping, this.#reading(), { organisations, next });
  }

  #reading(): MappingContext {
    const { language, timeZone, clock } = this.#polling.context;
    return { language, timeZone, now: clock.now() };
  }

  /** Once a form the system is asked whether its fields are there; a wrong one fails by name and not by rows. */
  async #mapping(form: string): Promise<Mapping> {
    const mapping = mappingOf(this.#polling.mappings, form);
    const ready = this.#ready.get(form) ?? this.#polling.store.prepare(mapping);
    this.#ready.set(form, ready);
    try {
      await ready;
    } catch (error) {
      this.#ready.delete(form);
      throw error;
    }
    return mapping;
  }
}

function lastIdOf(found: readonly SourceRecord[], mapping: Mapping): string | null {
  const last = found.at(-1);
  return last === undefined ? null : textOf(last, mapping.fields.id);
}
