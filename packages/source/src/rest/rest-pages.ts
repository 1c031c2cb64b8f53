import { HubError } from '@hub/core';
import { malformedReply, type Asked } from '../http/faults.js';
import type { HttpReply } from '../http/transport.js';
import type { WebClient } from '../http/web-client.js';
import type { Mapping, RequestFields } from '../mapping/mapping.js';
import { textOf, type SourceRecord } from '../mapping/read-value.js';
import type { RequestTemplate, Variables } from './request-template.js';
import { nextLink, parsedJson, partAt, recordsAt } from './rest-reply.js';

export interface PagesOptions {
  readonly client: WebClient;
  readonly source: string;
  readonly mapping: Mapping;
  readonly request: RequestFields;
  readonly pageSize: number;
}

export interface RestPage {
  readonly records: readonly SourceRecord[];
  readonly isLast: boolean;
}

/** One question does not lead through more pages than this. */
const pagesMax = 1_000;

interface Remembered {
  readonly target: string;
  readonly etag: string;
  readonly reply: HttpReply;
}

/** Lists of records, page by page, in the way the system pages. */
export class RestPages {
  readonly #options: PagesOptions;
  #remembered: Remembered | null = null;

  constructor(options: PagesOptions) {
    this.#options = options;
  }

  async *pages(template: RequestTemplate, values: Variables): AsyncGenerator<RestPage> {
    const { pageSize, request } = this.#options;
    const { paging } = request;
    const limited = { ...values, limit: String(pageSize) };
    const firstPage = paging.kind === 'page' ? paging.first : 1;
    let target = this.#target(
      template.filled({ ...limited, offset: '0', page: String(firstPage) }),
    );
    let lastCursor: string | null = null;
    let read = 0;
    let lastId: string | null = null;
    for (let page = 1; page <= pagesMax; page += 1) {
      const reply = await this.#get(target, page === 1);
      const answer = parsedJson(reply.text);
      const records = recordsAt(answer, request.records);
      if (records === null)
        throw malformedReply(this.#asked(), 'the answer has no list of records');
      const isOverlap = paging.kind === 'offset' && page > 1;
      if (isOverlap && this.#idOf(records[0]) !== lastId) throw this.#moved();
      const fresh = isOverlap ? records.slice(1) : records;
      read += fresh.length;
      lastId = this.#idOf(fresh.at(-1)) ?? lastId;
      const isFull = records.length >= pageSize && fresh.length > 0;
      switch (paging.kind) {
        case 'none':
          yield { records: fresh, isLast: !(isFull && template.names('limit')) };
          return;
        case 'offset':
          // The last record is asked for again: if it is not there any more, records moved meanwhile.
          target = this.#target(
            template.filled({ ...limited, offset: String(read - 1), page: '1' }),
          );
          yield { records: fresh, isLast: !isFull };
          if (!isFull) return;
          break;
        case 'page':
          target = this.#target(
            template.filled({ ...limited, offset: '0', page: String(firstPage + page) }),
          );
          yield { records: fresh, isLast: !isFull };
          if (!isFull) return;
          break;
        case 'link': {
          const next = linkIn(reply, answer, paging.field);
          yield { records: fresh, isLast: next === null };
          if (next === null) return;
          target = next;
          break;
        }
        case 'cursor': {
          const cursor = partAt(answer, paging.field);
          const next = typeof cursor === 'number' ? String(cursor) : cursor;
          // Some systems give the last cursor again for ever.
          const isEnd = typeof next !== 'string' || next === '' || next === lastCursor;
          yield { records: fresh, isLast: isEnd };
          if (isEnd) return;
          lastCursor = next;
          target = withCursor(target, paging.parameter, next);
          break;
        }
      }
    }
    throw malformedReply(this.#asked(), 'the pages do not end');
  }

  /** One answer; null when the system says that there is nothing at the address. */
  async one(template: RequestTemplate, values: Variables): Promise<HttpReply | null> {
    const target = this.#target(template.filled({ ...values, offset: '0', page: '1' }));
    const what = this.#options.mapping.from;
    const reply = await this.#options.client.get({ target, headers: accept, what });
    return reply.status === 404 || reply.status === 410 ? null : reply;
  }

  /** The first page of an unchanged question is answered by "not modified", where the system can. */
  async #get(target: string, isFirst: boolean): Promise<HttpReply> {
    const { client, mapping } = this.#options;
    const known = isFirst && this.#remembered?.target === target ? this.#remembered : null;
    const headers = known === null ? accept : { ...accept, 'if-none-match': known.etag };
    const reply = await client.get({ target, headers, what: mapping.from });
    if (reply.status === 304 && known !== null) return known.reply;
    // A system forgets after a while where it was; a new question begins at the position.
    if (reply.status === 410 && !isFirst) throw this.#moved();
    if (reply.status !== 200) {
      const { source } = this.#options;
      throw new HubError(
        'SOURCE_REFUSED',
        `source ${source}, ${mapping.from}: HTTP ${String(reply.status)}; check the address and request of the mapping`,
      );
    }
    const etag = reply.headers['etag'];
    if (isFirst) this.#remembered = etag === undefined ? null : { target, etag, reply };
    return reply;
  }

  #target(path: string): string {
    return `${this.#options.client.base.pathname}${path}`;
  }

  #idOf(record: SourceRecord | undefined): string | null {
    return record === undefined ? null : textOf(record, this.#options.mapping.fields.id);
  }

  #asked(): Asked {
    const { client, source, mapping } = this.#options;
    return { source, host: client.base.host, what: mapping.from };
  }

  #moved(): HubError {
    const { source, mapping } = this.#options;
    const words = `source ${source}, ${mapping.from}: records moved while they were paged; it is tried again`;
    return new HubError('SOURCE_BUSY', words, { retryable: true });
  }
}

const accept = { accept: 'application/json' } as const;

/** Address of the next page; null when this is the last. */
function linkIn({ headers }: HttpReply, answer: unknown, field: string | undefined): string | null {
  if (field === undefined) return nextLink(headers['link']);
  const next = partAt(answer, field);
  return typeof next === 'string' && next !== '' ? next : null;
}

function withCursor(target: string, parameter: string, cursor: string): string {
  const [path = '', query = ''] = target.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set(parameter, cursor);
  return `${path}?${parameters.toString()}`;
}
