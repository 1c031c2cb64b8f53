import { HubError } from '@hub/core';
import type { Check } from '../check.js';
import { isDocument, type MalformedDocument, type SourceDocument } from '../document.js';
import { malformedReply } from '../http/faults.js';
import type { WebClient } from '../http/web-client.js';
import { documentOf, modifiedAtOf, type MappingContext } from '../mapping/document-of.js';
import { finishedStatuses } from '../mapping/mapping.js';
import { wrongMapping } from '../mapping/read-mappings.js';
import { textOf, type SourceRecord } from '../mapping/read-value.js';
import { sourceChecks } from '../polling/checks.js';
import { compareIds, isOwned, pageOf } from '../polling/page-of.js';
import type {
  ChangedSince,
  OpenSince,
  Page,
  Position,
  Source,
  SourceContext,
  Stretch,
} from '../source.js';
import { writtenTime, type Variables } from './request-template.js';
import type { RestForm } from './rest-form.js';
import { parsedJson, partAt, recordsAt } from './rest-reply.js';

interface RestSystem {
  readonly client: WebClient;
  readonly forms: ReadonlyMap<string, RestForm>;
  readonly context: SourceContext;
}

/** Records that one question about what is open may bring. */
const openMax = 50_000;
/** What a check looks at. */
const recentMs = 7 * 86_400_000;

/** What the mappings do not say how to ask is left out. */
export function restPolling(polling: RestPolling): Source {
  const { canList, canCount } = polling;
  return Object.assign(
    polling,
    canList ? { open: (question: OpenSince) => polling.openSince(question) } : {},
    canCount ? { hasMoreThan: (of: Stretch, count: number) => polling.countIn(of, count) } : {},
  );
}

export class RestPolling implements Source {
  readonly forms: readonly string[];
  readonly canList: boolean;
  readonly canCount: boolean;
  readonly #system: RestSystem;

  constructor(system: RestSystem) {
    this.#system = system;
    const forms = [...system.forms.values()];
    this.forms = [...system.forms.keys()];
    this.canList = forms.every(({ open }) => open !== null);
    this.canCount = forms.every(({ count }) => count !== null);
  }

  /**
   * A page ends where a millisecond ends, so the next one begins at a time and no place in a list, which would move while
   * records change. Further pages of the system are read only until such an end is found.
   */
  async changedSince(question: ChangedSince): Promise<Page> {
    const form = this.#form(question.form);
    const { organisations, until } = question;
    const found: { record: SourceRecord; time: number | null }[] = [];
    let isLast = false;
    for await (const page of form.pages.pages(form.list, this.#variables(form, question))) {
      const timed = page.records.map((record) => ({ record, time: this.#timeOf(record, form) }));
      isLast = page.isLast;
      if (!isLast) this.#checkOrder(timed, form);
      found.push(...timed.filter((one) => isBehind(one, question, form)));
      if (isLast || form.list.names('afterId') || distinct(found) > 1) break;
    }
    const wanted = found.filter((one) => isUpTo(one, until, form));
    const records = wanted.map(({ record }) => record);
    if (isLast || wanted.length < found.length) {
      return this.#page(records, form, organisations, null);
    }
    const last = found.findLast(({ time }) => time !== null)?.time ?? question.modifiedFrom;
    const whole = found.filter(({ time }) => time !== last);
    const kept = whole.findLast(({ time }) => time !== null)?.time;
    if (kept !== undefined && kept !== null) {
      const next = { modifiedAt: kept + 1, documentId: '' };
      return this.#page(
        whole.map(({ record }) => record),
        form,
        organisations,
        next,
      );
    }
    return this.#page(records, form, organisations, this.#insideNext(records, last, form));
  }

  async read(
    form: string,
    documentId: string,
    organisations: readonly string[],
  ): Promise<SourceDocument | MalformedDocument | null> {
    const { one, pages, mapping, request } = this.#form(form);
    const reply = await pages.one(one, { id: documentId });
    if (reply === null) return null;
    const part = partAt(parsedJson(reply.text), request.record);
    const [record] = recordsAt(Array.isArray(part) ? part : [part], undefined) ?? [];
    // A system that does not know the id may answer with an empty list, or with whatever it likes.
    if (record === undefined || textOf(record, mapping.fields.id) !== documentId) return null;
    const document = documentOf(record, mapping, this.#reading());
    return isDocument(document) && !isOwned(document, organisations) ? null : document;
  }

  async openSince(question: OpenSince): Promise<Page> {
    const form = this.#form(question.form);
    const { mapping, open, openPages } = form;
    if (open === null) throw wrongMapping(`form ${question.form}`, 'has no request.open');
    const { organisations, afterId, modifiedFrom } = question;
    const finished = new Set(finishedStatuses(mapping));
    const found: SourceRecord[] = [];
    const values = { afterId: afterId ?? '', organisations: organisations.join(',') };
    for await (const { records, isLast } of openPages.pages(open, values)) {
      found.push(...records);
      if (isLast) break;
      if (found.length > openMax) {
        const what = `more than ${String(openMax)} records are open; narrow request.open`;
        throw new HubError('SOURCE_REFUSED', `source ${this.#system.context.name}: ${what}`);
      }
    }
    const wanted = found.filter((record) => {
      const time = this.#timeOf(record, form);
      const isOpen = !finished.has(textOf(record, mapping.fields.status) ?? '');
      const isFurther = afterId === null || compareIds(idOf(record, form), afterId) > 0;
      return isOpen && isFurther && (time === null || time >= modifiedFrom);
    });
    const page = this.#page(wanted, form, organisations, null);
    const documents = page.documents.toSorted((a, b) => compareIds(a.documentId, b.documentId));
    return { ...page, documents, rows: found.length };
  }

  async countIn(stretch: Stretch, count: number): Promise<boolean> {
    const { mapping, request, count: template, pages } = this.#form(stretch.form);
    if (template === null || request.total === undefined) return false;
    const timeZone = this.#zoneOf(stretch.form);
    const reply = await pages.one(template, {
      from: writtenTime(stretch.modifiedFrom, request.times, { timeZone }),
      to: writtenTime(stretch.until.modifiedAt, request.times, { timeZone, isEnd: true }),
      organisations: stretch.organisations.join(','),
      limit: '1',
    });
    const { total } = request;
    const written =
      'header' in total
        ? reply?.headers[total.header.toLowerCase()]
        : partAt(parsedJson(reply?.text ?? ''), total.field);
    const found = Number(written);
    if (written === undefined || !Number.isSafeInteger(found)) {
      const { client, context } = this.#system;
      const asked = { source: context.name, host: client.base.host, what: mapping.from };
      throw malformedReply(asked, 'the answer to request.count has no number at request.total');
    }
    return found > count + (stretch.leftOut ?? 0);
  }

  checks(): readonly Check[] {
    const { forms, context } = this.#system;
    const mappings = [...forms.values()].map(({ mapping }) => mapping);
    return sourceChecks(context.name, mappings, async ({ form }) => {
      const modifiedFrom = context.clock.now() - recentMs;
      const question = { form, organisations: [], modifiedFrom, afterId: null, until: null };
      const { documents, malformed } = await this.changedSince(question);
      const [first] = malformed;
      // The system describes no fields; that not a single record can be understood says as much.
      if (documents.length === 0 && first !== undefined) {
        throw new HubError('SOURCE_UNKNOWN_FIELD', first.reason);
      }
    });
  }

  async close(): Promise<void> {
    await this.#system.client.close();
  }

  /** More records of one millisecond than fit a page: only a system that takes {afterId} can go on within. */
  #insideNext(records: readonly SourceRecord[], at: number, form: RestForm): Position {
    const lastId = records
      .map((record) => idOf(record, form))
      .toSorted(compareIds)
      .at(-1);
    if (form.list.names('afterId') && lastId !== undefined) {
      return { modifiedAt: at, documentId: lastId };
    }
    throw new HubError(
      'SOURCE_REFUSED',
      `source ${this.#system.context.name}, ${form.mapping.from}: a whole page changed at one time; raise pageSize, or say under request.paging how to go on`,
    );
  }

  #checkOrder(page: readonly { readonly time: number | null }[], { mapping }: RestForm): void {
    const times = page.flatMap(({ time }) => time ?? []);
    if (times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0))) return;
    throw new HubError(
      'SOURCE_REFUSED',
      `source ${this.#system.context.name}, ${mapping.from}: the records are not in order of change; add the order to request.list`,
    );
  }

  #variables(
    form: RestForm,
    { modifiedFrom, afterId, organisations, until }: ChangedSince,
  ): Variables {
    const { times } = form.request;
    const timeZone = this.#zoneOf(form.mapping.form);
    const to = until?.modifiedAt ?? this.#system.context.clock.now() + 86_400_000;
    return {
      from: writtenTime(modifiedFrom, times, { timeZone }),
      to: writtenTime(to, times, { timeZone, isEnd: true }),
      afterId: afterId ?? '',
      organisations: organisations.join(','),
    };
  }

  #timeOf(record: SourceRecord, { mapping }: RestForm): number | null {
    return modifiedAtOf(record, mapping, this.#system.context.timeZone);
  }

  #zoneOf(form: string): string {
    return this.#form(form).mapping.timeZone ?? this.#system.context.timeZone;
  }

  #page(
    records: readonly SourceRecord[],
    { mapping }: RestForm,
    organisations: readonly string[],
    next: Position | null,
  ): Page {
    return pageOf(records, mapping, this.#reading(), { organisations, next });
  }

  #reading(): MappingContext {
    const { language, timeZone, clock } = this.#system.context;
    return { language, timeZone, now: clock.now() };
  }

  #form(form: string): RestForm {
    const found = this.#system.forms.get(form);
    if (found !== undefined) return found;
    throw wrongMapping(`form ${form}`, 'no mapping of this source has it; add one in mappings/');
  }
}

interface Timed {
  readonly record: SourceRecord;
  readonly time: number | null;
}

function idOf(record: SourceRecord, { mapping }: RestForm): string {
  return textOf(record, mapping.fields.id) ?? '';
}

function isBehind({ record, time }: Timed, question: ChangedSince, form: RestForm): boolean {
  const { modifiedFrom, afterId } = question;
  if (time === null) return true;
  if (time !== modifiedFrom) return time > modifiedFrom;
  return afterId === null || afterId === '' || compareIds(idOf(record, form), afterId) > 0;
}

function isUpTo({ record, time }: Timed, until: Position | null, form: RestForm): boolean {
  if (time === null || until === null || time < until.modifiedAt) return true;
  const { modifiedAt, documentId } = until;
  if (time > modifiedAt) return false;
  return documentId === '' || compareIds(idOf(record, form), documentId) <= 0;
}

function distinct(found: readonly Timed[]): number {
  return new Set(found.flatMap(({ time }) => time ?? [])).size;
}
