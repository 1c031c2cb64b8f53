import { HubError } from '@hub/core';
import type { WebClient } from '../http/web-client.js';
import { malformedReply, type Asked } from '../http/faults.js';
import { fieldsOf, fieldsOfLines } from '../mapping/fields-of.js';
import type { Mapping } from '../mapping/mapping.js';
import type { SourceRecord } from '../mapping/read-value.js';
import type { Condition, RecordQuestion, RecordStore } from '../polling/record-store.js';
import { emptyTree, walkFields, walkTo } from './field-tree.js';
import type { LiteralContext } from './literal.js';
import { filterOf, queryOptions, type FormPlan } from './odata-query.js';
import { withAllRows } from './nested-rows.js';
import { readRecords } from './odata-reply.js';
import { readServiceSchema, type ServiceSchema } from './service-schema.js';

export interface ODataService {
  readonly client: WebClient;
  readonly version: 2 | 4;
  readonly source: string;
  readonly timeZone: string;
  /** Options that every call carries, e.g. sap-client. */
  readonly fixed: ReadonlyMap<string, string>;
}

/** One question may come in so many pages of the server's own making. */
const serverPagesMax = 1_000;

/** Entity sets of one OData service. */
export class ODataStore implements RecordStore {
  readonly #service: ODataService;
  readonly #plans = new Map<Mapping, FormPlan>();
  #described: Promise<ServiceSchema> | null = null;

  constructor(service: ODataService) {
    this.#service = service;
  }

  async prepare(mapping: Mapping): Promise<void> {
    const schema = await this.#schema();
    const { from, form, lines } = mapping;
    const type = schema.sets.get(from);
    if (type === undefined) {
      const known = [...schema.sets.keys()].slice(0, 20).join(', ');
      throw this.#unknown(form, `entity set ${from} is not in $metadata; it has ${known}`);
    }
    const root = { type, tree: emptyTree() };
    const { types, missing } = walkFields(schema, root, fieldsOf(mapping));
    const unknown = [...missing];
    if (lines !== undefined) {
      const at = walkTo(schema, root, lines.from.split('.'));
      if (at === null) unknown.push(`${lines.from} (lines.from)`);
      else unknown.push(...walkFields(schema, at, fieldsOfLines(lines)).missing);
    }
    if (unknown.length > 0) {
      throw this.#unknown(form, `${from} has no ${unknown.join(', ')}`);
    }
    this.#plans.set(mapping, { mapping, tree: root.tree, types });
  }

  async records(question: RecordQuestion): Promise<readonly SourceRecord[]> {
    const { mapping, limit } = question;
    const options = queryOptions(this.#plan(mapping), question, this.#literals(mapping));
    const found = await this.#pages(this.#target(mapping.from, options), mapping.from, limit);
    const { lines } = mapping;
    if (lines === undefined) return found;
    const whole: SourceRecord[] = [];
    for (const record of found) {
      const path = lines.from.split('.');
      whole.push(
        await withAllRows(record, path, (next) => this.#pages(next, lines.from, Infinity)),
      );
    }
    return whole;
  }

  async count(mapping: Mapping, where: readonly Condition[]): Promise<number> {
    const filter = filterOf(this.#plan(mapping), where, this.#literals(mapping));
    const target = this.#target(`${mapping.from}/$count`, new Map([['$filter', filter]]));
    const text = (await this.#get(target, `${mapping.from}/$count`)).trim();
    const count = /^\uFEFF?(\d{1,15})$/.exec(text)?.[1];
    if (count === undefined) throw malformedReply(this.#asked(mapping.from), '$count is no number');
    return Number(count);
  }

  async close(): Promise<void> {
    await this.#service.client.close();
  }

  /** Records from an address on, through pages of the server's own making. */
  async #pages(first: string, what: string, limit: number): Promise<readonly SourceRecord[]> {
    const records: SourceRecord[] = [];
    let target: string | null = first;
    for (let page = 1; target !== null && records.length < limit; page += 1) {
      if (page > serverPagesMax) throw malformedReply(this.#asked(what), 'the pages do not end');
      const text = await this.#get(target, what);
      const read = readRecords(text, this.#service.version);
      if (read === null) throw malformedReply(this.#asked(what), noRecords(text));
      records.push(...read.records);
      target = read.next;
    }
    return records.slice(0, limit);
  }

  /** Asked for once for all forms; a form whose fields are missing looks again. */
  async #schema(): Promise<ServiceSchema> {
    const asked = (this.#described ??= this.#describe());
    try {
      return await asked;
    } catch (error) {
      this.#described = null;
      throw error;
    }
  }

  async #describe(): Promise<ServiceSchema> {
    const xml = await this.#get(
      this.#target('$metadata', new Map()),
      '$metadata',
      'application/xml',
    );
    const schema = readServiceSchema(xml);
    if (schema === null) throw malformedReply(this.#asked('$metadata'), 'it is no OData metadata');
    return schema;
  }

  #plan(mapping: Mapping): FormPlan {
    const plan = this.#plans.get(mapping);
    if (plan === undefined)
      throw new TypeError(`${mapping.form} is asked for before it is prepared`);
    return plan;
  }

  #literals(mapping: Mapping): LiteralContext {
    const { version, timeZone } = this.#service;
    return { version, timeZone, mapping };
  }

  #target(path: string, options: ReadonlyMap<string, string>): string {
    const { fixed, client, version } = this.#service;
    const isData = !path.startsWith('$') && !path.endsWith('$count');
    const all = [
      ...fixed,
      ...(version === 2 && isData ? [['$format', 'json'] as const] : []),
      ...options,
    ];
    const query = all.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    return `${client.base.pathname}${path}${query === '' ? '' : `?${query}`}`;
  }

  async #get(target: string, what: string, accept = 'application/json'): Promise<string> {
    const { client, version } = this.#service;
    const isCount = what.endsWith('$count');
    const headers: Record<string, string> = {
      // A service that heeds it writes decimals as texts; one that does not is read exactly all the same.
      accept: isCount ? 'text/plain' : version === 4 ? `${accept};IEEE754Compatible=true` : accept,
      ...(version === 4
        ? { 'odata-version': '4.0', 'odata-maxversion': '4.01' }
        : { dataserviceversion: '2.0', maxdataserviceversion: '2.0' }),
    };
    if (accept === 'application/xml') headers['accept'] = accept;
    const { status, text } = await client.get({ target, headers, what });
    if (status === 200) return text;
    // A server forgets after a while where it was; a new question begins at the position.
    if (status === 410) {
      const words = `source ${this.#service.source}, ${what}: the page is gone (HTTP 410); it is asked for anew`;
      throw new HubError('SOURCE_BUSY', words, { retryable: true });
    }
    throw new HubError(
      'SOURCE_REFUSED',
      `source ${this.#service.source}, ${what}: HTTP ${String(status)}; check the address of the service and the entity set`,
    );
  }

  #asked(what: string): Asked {
    return { source: this.#service.source, host: this.#service.client.base.host, what };
  }

  #unknown(form: string, what: string): HubError {
    this.#described = null;
    return new HubError(
      'SOURCE_UNKNOWN_FIELD',
      `source ${this.#service.source}, form ${form}: ${what}; correct the mapping`,
    );
  }
}

function noRecords(text: string): string {
  if (!/^\s*</.test(text)) return 'the answer is no list of records';
  return 'the answer is a web page and no list of records; look for a login page or a proxy in between, and check auth';
}
