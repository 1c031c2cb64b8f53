import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { SimulatorClock } from './clock.js';
import { ControlError } from './control-route.js';
import { ControlServer } from './control-server.js';
import { FaultBook } from './faults.js';
import { Journal } from './journal.js';
import { standardRoutes } from './standard-routes.js';

const clock = new SimulatorClock();
const journal = new Journal(() => clock.now());
const faults = new FaultBook([{ kind: 'slow', description: 'waits params.ms milliseconds' }]);

const server = new ControlServer({
  title: 'Test control',
  journal,
  pages: [{ path: '/', contentType: 'text/html;charset=utf-8', content: '<h1>你好</h1>' }],
  routes: [
    ...standardRoutes({ journal, clock, faults }),
    {
      method: 'PUT',
      path: '/control/people/{name}/shoes',
      summary: 'Gives a person shoes.',
      body: {
        type: 'object',
        required: ['size'],
        properties: { size: { type: 'integer' } },
        additionalProperties: false,
      },
      handle: ({ params, query, body }) => {
        if (params['name'] === 'nobody') throw new ControlError(404, 'no such person: nobody');
        return { params, query, body };
      },
    },
  ],
});

let address = '';
before(async () => {
  address = await server.listen(0, '127.0.0.1');
});
after(() => server.close());

async function call(
  method: string,
  path: string,
  body?: string,
): Promise<{ status: number; reply: unknown }> {
  const response = await fetch(address + path, { method, ...(body === undefined ? {} : { body }) });
  return { status: response.status, reply: await response.json() };
}

describe('ControlServer', () => {
  it('hands a route its path parameters, query and checked body', async () => {
    const answer = await call(
      'PUT',
      'control/people/%E5%BC%A0%E4%B8%89/shoes?gift=1',
      '{"size":42}',
    );
    assert.deepEqual(answer, {
      status: 200,
      reply: { params: { name: '张三' }, query: { gift: '1' }, body: { size: 42 } },
    });
  });

  const refusals = [
    {
      name: 'a body of the wrong type',
      path: 'control/people/a/shoes',
      body: '{"size":"big"}',
      status: 400,
      says: 'body/size must be integer',
    },
    {
      name: 'a missing property',
      path: 'control/people/a/shoes',
      body: '',
      status: 400,
      says: "body must have required property 'size'",
    },
    {
      name: 'garbage',
      path: 'control/people/a/shoes',
      body: '{size',
      status: 400,
      says: 'body is not JSON',
    },
    {
      name: 'a refusal of the route itself',
      path: 'control/people/nobody/shoes',
      body: '{"size":1}',
      status: 404,
      says: 'no such person: nobody',
    },
    {
      name: 'an unknown path',
      path: 'control/unknown',
      body: '{}',
      status: 404,
      says: 'no control call PUT /control/unknown; see /openapi.json',
    },
    {
      name: 'a body beyond the limit',
      path: 'control/people/a/shoes',
      body: `"${'x'.repeat(1_100_000)}"`,
      status: 413,
      says: 'body is larger than 1048576 bytes',
    },
  ];
  for (const { name, path, body, status, says } of refusals) {
    it(`answers ${name} with ${String(status)} and the reason`, async () => {
      assert.deepEqual(await call('PUT', path, body), { status, reply: { error: says } });
    });
  }

  it('answers on, on the connection of a body beyond the limit; it used to stay there unread', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const put = async (size: number): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const options = { method: 'PUT', agent };
        const asked = request(new URL('control/people/a/shoes', address), options, (response) => {
          response.resume().on('end', () => {
            resolve(response.statusCode);
          });
        });
        asked.on('error', reject).end(JSON.stringify({ size: 42, filler: 'x'.repeat(size) }));
      });
    try {
      assert.deepEqual([await put(3_000_000), await put(0)], [413, 400]);
    } finally {
      agent.destroy();
    }
  });

  it('keeps a connection for two minutes, so that no client finds it closed', async () => {
    const response = await fetch(address);
    await response.text();
    assert.equal(response.headers.get('keep-alive'), 'timeout=120');
  });

  it('describes every route in OpenAPI 3.1', async () => {
    const { reply } = await call('GET', 'openapi.json');
    const described = reply as {
      openapi: string;
      paths: Record<string, Record<string, { parameters: { name: string }[] }>>;
    };
    assert.equal(described.openapi, '3.1.0');
    const shoes = described.paths['/control/people/{name}/shoes']?.['put'];
    assert.deepEqual(
      shoes?.parameters.map((parameter) => parameter.name),
      ['name'],
    );
    assert.deepEqual(Object.keys(described.paths).sort(), [
      '/control/clock',
      '/control/faults',
      '/control/faults/{id}',
      '/control/journal',
      '/control/journal/live',
      '/control/people/{name}/shoes',
    ]);
  });

  it('serves its page with the type it was given', async () => {
    const response = await fetch(address);
    assert.equal(response.headers.get('content-type'), 'text/html;charset=utf-8');
    assert.equal(await response.text(), '<h1>你好</h1>');
  });

  it('streams the journal: first what came after the given number, then what comes', async () => {
    const first = journal.append('old', { n: 1 });
    const second = journal.append('old', { n: 2 });
    const stop = new AbortController();
    const response = await fetch(`${address}control/journal/live?after=${String(first.seq)}`, {
      signal: stop.signal,
    });
    const heard: number[] = [];
    let text = '';
    const reader = response.body?.getReader();
    assert.ok(reader !== undefined);
    while (heard.length < 2) {
      const { value, done } = (await reader.read()) as { value?: Uint8Array; done: boolean };
      assert.equal(done, false, 'the stream ended early');
      text += Buffer.from(value ?? []).toString('utf8');
      heard.splice(
        0,
        heard.length,
        ...[...text.matchAll(/^id: (\d+)\n/gm)].map((id) => Number(id[1])),
      );
      if (heard.length === 1 && journal.after(second.seq).length === 0) journal.append('new', {});
    }
    stop.abort();
    assert.deepEqual(heard, [second.seq, second.seq + 1]);
  });
});

describe('standardRoutes', () => {
  it('moves the clock', async () => {
    const { reply } = await call('POST', 'control/clock', '{"shiftMs":60000}');
    assert.equal((reply as { offsetMs: number }).offsetMs, 60_000);
    assert.equal(clock.offsetMs, 60_000);
  });

  it('orders, lists and removes faults, and refuses an unknown kind', async () => {
    const { reply } = await call('POST', 'control/faults', '{"kind":"slow","params":{"ms":5}}');
    const { id } = reply as { id: string };
    assert.deepEqual(
      faults.list().map((fault) => fault.id),
      [id],
    );
    await call('DELETE', `control/faults/${id}`);
    assert.deepEqual(faults.list(), []);
    const refused = await call('POST', 'control/faults', '{"kind":"flood"}');
    assert.deepEqual(refused, {
      status: 400,
      reply: { error: 'unknown fault kind "flood"; known kinds: slow' },
    });
  });

  it('pages through the journal', async () => {
    const { seq } = journal.append('paged', {});
    journal.append('paged', {});
    const page = `control/journal?after=${String(seq - 1)}&limit=1`;
    const { reply } = await call('GET', page);
    const { entries } = reply as { entries: { seq: number }[] };
    assert.deepEqual(
      entries.map((entry) => entry.seq),
      [seq],
    );
  });
});
