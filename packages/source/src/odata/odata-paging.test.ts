import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isDocument } from '../document.js';
import type { Page } from '../source.js';
import { openSource } from '../testing/plain-fields.js';
import { odataSource } from './odata-source.js';

const start = Date.UTC(2026, 10, 1);
/** Node's own 5 s would end the call that is under way when a machine stands still. */
const patient = { keepAliveTimeout: 120_000 };

/** Ways of servers that the real one does not have, answered as their documents describe them. */
describe('OData, in ways of paging of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-odata-'));
  let server: Server;
  let answer: (url: URL, response: ServerResponse) => void;
  const asked: string[] = [];

  before(async () => {
    mkdirSync(join(folder, 'mappings'));
    writeFileSync(join(folder, 'mappings/orders.yaml'), mapping);
    server = createServer(patient, (request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      if (url.pathname.endsWith('$metadata')) response.end(metadata);
      else {
        asked.push(url.pathname + url.search);
        answer(url, response);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  async function read(version: 2 | 4): Promise<Page> {
    asked.length = 0;
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/svc/`;
    const config = { version, url, auth: { kind: 'none' }, mappings: ['orders'] };
    const source = openSource(odataSource, { folder, config: { ...config, callsPerSecond: 1000 } });
    const from = { organisations: [], modifiedFrom: start, afterId: null, until: null };
    try {
      return await source.changedSince({ form: 'SAL_SaleOrder', ...from });
    } finally {
      await source.close();
    }
  }

  // Used to end after the first page: OData 4.01, which we say that we understand, leaves out "odata.".
  it('the next page of a server of OData 4.01 is followed', async () => {
    answer = (url, response) => {
      const isFirst = url.searchParams.get('$skiptoken') === null;
      const next = isFirst ? { '@nextLink': 'Orders?$skiptoken=1' } : {};
      response.end(JSON.stringify({ value: [order(isFirst ? 1 : 2, [])], ...next }));
    };
    const { documents } = await read(4);
    assert.deepEqual(
      documents.map(({ documentId }) => documentId),
      ['1', '2'],
    );
    assert.equal(asked[1], '/svc/Orders?$skiptoken=1');
  });

  // Used to keep the first page of the rows and to call it all.
  it('rows that come in pages of their own come whole, in V4', async () => {
    answer = (url, response) => {
      const page = url.searchParams.get('$skiptoken');
      const next = {
        '@odata.nextLink': `Orders('1')/Items?$skiptoken=${page === null ? '1' : '2'}`,
      };
      const one = { ...order(1, ['a']), 'Items@odata.nextLink': next['@odata.nextLink'] };
      if (page === null) response.end(JSON.stringify({ value: [one, order(2, ['d'])] }));
      else if (page === '1') response.end(JSON.stringify({ value: [{ No: 'b' }], ...next }));
      else response.end(JSON.stringify({ value: [{ No: 'c' }] }));
    };
    assert.deepEqual(rowsOf(await read(4)), ['1: a b c, 3', '2: d, 1']);
  });

  it('rows that come in pages of their own come whole, in V2', async () => {
    answer = (url, response) => {
      const isFirst = url.searchParams.get('$skiptoken') === null;
      const results = [{ No: isFirst ? 'a' : 'b' }];
      const Items = { results, __next: `/svc/Orders('1')/Items?$skiptoken=1` };
      const d = isFirst ? { results: [{ ...order(1, []), Items }] } : { results };
      response.end(JSON.stringify({ d }));
    };
    assert.deepEqual(rowsOf(await read(2)), ['1: a b, 2']);
  });

  // Used to be a lasting fault that blamed the address.
  it('a page that the server has forgotten is asked for anew', async () => {
    answer = (url, response) => {
      const isFirst = url.searchParams.get('$skiptoken') === null;
      const first = { value: [order(1, [])], '@odata.nextLink': 'Orders?$skiptoken=1' };
      response.writeHead(isFirst ? 200 : 410).end(JSON.stringify(first));
    };
    await assert.rejects(read(4), {
      ...{ code: 'SOURCE_BUSY', retryable: true, message: /the page is gone \(HTTP 410\)/ },
    });
  });

  // Used to be said to be no list of records, and no more.
  it('a login page in place of records is called so', async () => {
    answer = (_, response) => response.end('<html><form>Log on</form></html>');
    await assert.rejects(read(2), { code: 'SOURCE_MALFORMED', message: /web page.*check auth$/ });
  });
});

function order(id: number, rows: readonly string[]): object {
  const At = new Date(start + id).toISOString();
  return { ID: String(id), At, Status: 'O', Items: rows.map((No) => ({ No })) };
}

function rowsOf({ documents }: Page): readonly string[] {
  return documents.filter(isDocument).map(({ documentId, lines, figures }) => {
    const rows = lines.map(({ lineId }) => lineId).join(' ');
    return `${documentId}: ${rows}, ${figures['lines']?.value.toFixed() ?? ''}`;
  });
}

const mapping = `form: SAL_SaleOrder
titles: { zh-CN: 销售订单 }
from: Orders
fields: { id: ID, modifiedAt: At, status: Status }
steps: { O: SAVED }
lines: { from: Items, fields: { id: No } }
`;

const metadata = `<edmx:Edmx xmlns:edmx="x"><edmx:DataServices><Schema Namespace="S">
<EntityType Name="Order"><Property Name="ID" Type="Edm.String"/><Property Name="At" Type="Edm.DateTimeOffset"/>
<Property Name="Status" Type="Edm.String"/><NavigationProperty Name="Items" Type="Collection(S.Item)"/></EntityType>
<EntityType Name="Item"><Property Name="No" Type="Edm.String"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="Orders" EntityType="S.Order"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>`;
