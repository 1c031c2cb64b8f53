import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Source } from '../source.js';
import { openSource } from '../testing/plain-fields.js';
import { restSource } from './rest-source.js';

const start = Date.UTC(2026, 10, 1);
/** Node's own 5 s would end the call that is under way when a machine stands still. */
const patient = { keepAliveTimeout: 120_000 };

interface Order {
  readonly id: string;
  readonly at: number;
  readonly status: string;
}

/** Ways of paging that the real server does not have, answered as their documents describe them. */
describe('REST, in ways of paging of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-rest-'));
  let server: Server;
  let answer: (url: URL, request: IncomingMessage, response: ServerResponse) => void;
  const asked: string[] = [];

  before(async () => {
    mkdirSync(join(folder, 'mappings'));
    server = createServer(patient, (request, response) => {
      asked.push(request.url ?? '');
      answer(new URL(request.url ?? '', 'http://x'), request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  function open(request: string): Source {
    asked.length = 0;
    writeFileSync(
      join(folder, 'mappings/orders.yaml'),
      `form: SAL_SaleOrder
titles: { zh-CN: 销售订单 }
from: orders
fields: { id: id, modifiedAt: at, status: status }
steps: { o: SAVED }
request:
  one: /orders/{id}
  times: epochMilliseconds
${request}`,
    );
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/api/`;
    const config = { url, auth: { kind: 'none' }, mappings: ['orders'], pageSize: 3 };
    return openSource(restSource, { folder, config: { ...config, callsPerSecond: 1000 } });
  }

  async function idsOf(source: Source): Promise<readonly string[]> {
    const ids: string[] = [];
    let position = { modifiedAt: start, documentId: '' };
    for (let page = 0; page < 20; page += 1) {
      const { documents, next } = await source.changedSince({
        ...{ form: 'SAL_SaleOrder', organisations: [], until: null },
        ...{ modifiedFrom: position.modifiedAt, afterId: position.documentId },
      });
      ids.push(...documents.map(({ documentId }) => documentId));
      if (next === null) break;
      position = next;
    }
    await source.close();
    return ids;
  }

  it('a cursor is followed to its end, through a group of one time', async () => {
    answer = (url, _, response) => {
      const at = Number(url.searchParams.get('cursor') ?? '0');
      const since = orders.filter((order) => order.at >= Number(url.searchParams.get('since')));
      const next = at + 3 < since.length ? { next: String(at + 3) } : {};
      response.end(JSON.stringify({ items: since.slice(at, at + 3), ...next }));
    };
    const source = open(`  list: /orders?since={from}
  records: items
  paging: { kind: cursor, field: next, parameter: cursor }`);
    assert.deepEqual(
      await idsOf(source),
      orders.map(({ id }) => id),
    );
    assert.equal(asked[0], `/api/orders?since=${String(start)}`);
  });

  it('pages are counted from one', async () => {
    answer = (url, _, response) => {
      const page = Number(url.searchParams.get('page'));
      const since = orders.filter((order) => order.at >= Number(url.searchParams.get('since')));
      response.end(JSON.stringify(since.slice((page - 1) * 3, page * 3)));
    };
    const source = open(`  list: /orders?since={from}&page={page}&size={limit}
  paging: { kind: page }`);
    assert.deepEqual(
      await idsOf(source),
      orders.map(({ id }) => id),
    );
  });

  // Used to begin at 1 whatever the system calls its first page, and so to pass over the first.
  it('pages are counted from nought where the system does', async () => {
    answer = (url, _, response) => {
      const page = Number(url.searchParams.get('page'));
      const since = orders.filter((order) => order.at >= Number(url.searchParams.get('since')));
      response.end(JSON.stringify({ content: since.slice(page * 3, page * 3 + 3) }));
    };
    const source = open(`  list: /orders?since={from}&page={page}&size={limit}
  records: content
  paging: { kind: page, first: 0 }`);
    assert.deepEqual(
      await idsOf(source),
      orders.map(({ id }) => id),
    );
  });

  // Used to be read from the header alone, where many systems have none.
  it('the address of the next page is found in the answer too', async () => {
    answer = (url, _, response) => {
      const at = Number(url.searchParams.get('at') ?? '0');
      const since = orders.filter((order) => order.at >= Number(url.searchParams.get('since')));
      const query = `since=${url.searchParams.get('since') ?? ''}&at=${String(at + 3)}`;
      const next = at + 3 < since.length ? `/api/orders?${query}` : null;
      response.end(JSON.stringify({ results: since.slice(at, at + 3), links: { next } }));
    };
    const source = open(`  list: /orders?since={from}
  records: results
  paging: { kind: link, field: links.next }`);
    assert.deepEqual(
      await idsOf(source),
      orders.map(({ id }) => id),
    );
  });

  // Used to be followed a thousand times and then refused.
  it('a cursor that does not move any more is the end', async () => {
    answer = (url, _, response) => {
      const since = orders.filter((order) => order.at >= Number(url.searchParams.get('since')));
      const at = Math.min(Number(url.searchParams.get('cursor') ?? '0'), since.length);
      const next = String(Math.min(at + 3, since.length));
      response.end(JSON.stringify({ items: since.slice(at, at + 3), next }));
    };
    const source = open(`  list: /orders?since={from}
  records: items
  paging: { kind: cursor, field: next, parameter: cursor }`);
    assert.deepEqual(
      await idsOf(source),
      orders.map(({ id }) => id),
    );
    assert.ok(asked.length < 20, String(asked.length));
  });

  // Used to be a lasting fault that blamed the address.
  it('a cursor that the system has forgotten is no reason to give up', async () => {
    answer = (url, _, response) => {
      const isFirst = url.searchParams.get('cursor') === null;
      response.writeHead(isFirst ? 200 : 410);
      response.end(JSON.stringify({ items: same.slice(0, 3), next: 'x' }));
    };
    const source = open(`  list: /orders?since={from}
  records: items
  paging: { kind: cursor, field: next, parameter: cursor }`);
    await assert.rejects(idsOf(source), { code: 'SOURCE_BUSY', retryable: true });
  });

  it('a system that goes on behind an id needs no pages', async () => {
    answer = (url, _, response) => {
      const [from, id] = [Number(url.searchParams.get('since')), url.searchParams.get('id') ?? ''];
      const since = orders.filter((one) => one.at > from || (one.at === from && one.id > id));
      response.end(JSON.stringify(since.slice(0, 3)));
    };
    const source = open('  list: /orders?since={from}&id={afterId}&size={limit}');
    assert.deepEqual(
      await idsOf(source),
      orders.map(({ id }) => id),
    );
  });

  it('without a way to go on, a page of one time is no end but a fault', async () => {
    answer = (_, __, response) => response.end(JSON.stringify(orders.slice(2, 5)));
    await assert.rejects(idsOf(open('  list: /orders?since={from}&size={limit}')), {
      ...{ code: 'SOURCE_REFUSED', message: /a whole page changed at one time; raise pageSize/ },
    });
  });

  it('pages that are not in order of change are refused, as records would be passed over', async () => {
    answer = (_, __, response) => response.end(JSON.stringify(orders.toReversed().slice(0, 3)));
    await assert.rejects(idsOf(open('  list: /orders?since={from}&size={limit}')), {
      ...{ code: 'SOURCE_REFUSED', message: /not in order of change; add the order/ },
    });
  });

  it('records that move while they are paged are noticed', async () => {
    answer = (url, _, response) => {
      const offset = Number(url.searchParams.get('offset'));
      // Between the first page and the next one its first record moved to the end.
      const now = offset === 0 ? same : [...same.slice(1), ...same.slice(0, 1)];
      response.end(JSON.stringify(now.slice(offset, offset + 3)));
    };
    const source = open(`  list: /orders?since={from}&offset={offset}&size={limit}
  paging: { kind: offset }`);
    await assert.rejects(idsOf(source), { code: 'SOURCE_BUSY', retryable: true });
  });

  it('an unchanged answer is not sent again', async () => {
    const statuses: number[] = [];
    answer = (_, request, response) => {
      const isKnown = request.headers['if-none-match'] === '"1"';
      statuses.push(isKnown ? 304 : 200);
      response.writeHead(isKnown ? 304 : 200, { etag: '"1"' });
      response.end(isKnown ? undefined : JSON.stringify(orders.slice(0, 2)));
    };
    const source = open('  list: /orders?since={from}');
    const question = { form: 'SAL_SaleOrder', organisations: [], modifiedFrom: start } as const;
    const twice = [1, 2].map(() =>
      source.changedSince({ ...question, afterId: null, until: null }),
    );
    const first = await twice[0];
    await twice[1];
    const third = await source.changedSince({ ...question, afterId: null, until: null });
    await source.close();
    assert.deepEqual(third, first);
    assert.equal(statuses.at(-1), 304);
  });

  it('a word in braces that is not known is named, and one that is needed', () => {
    assert.throws(() => open('  list: /orders?since={since}'), {
      ...{ code: 'SOURCE_MAPPING', message: /request\.list: \{since\} is not known; use from, to/ },
    });
    assert.throws(() => open('  list: /orders'), {
      ...{ code: 'SOURCE_MAPPING', message: /request\.list: has no \{from\}/ },
    });
  });
});

const orders: readonly Order[] = [0, 1, 5, 5, 5, 5, 5, 6, 7, 9].map((tick, index) => ({
  id: `o${String(index)}`,
  at: start + tick,
  status: 'o',
}));
const same: readonly Order[] = orders.map((order) => ({ ...order, at: start }));
