import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { SimulatorClient } from '../testing/simulator-client.js';

describe('the control interface', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  after(async () => {
    await simulator.close();
  });

  it('serves the page and every file the page asks for', async () => {
    const page = await client.control('GET', '/');
    assert.match(page.contentType, /^text\/html/);
    const wanted = [...page.text.matchAll(/(?:src|href)="(\/[\w.]+\.(?:js|css))"/g)].map(
      (match) => match[1] ?? '',
    );
    const seen = new Set<string>();
    for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const { status, text } = await client.control('GET', path);
      assert.equal(status, 200, path);
      for (const match of text.matchAll(/from '\.\/([\w.]+)'/g)) wanted.push(`/${match[1] ?? ''}`);
    }
    for (const path of ['/phones.js', '/card.js', '/todo.js', '/calendar.js', '/phones.css']) {
      assert.equal(seen.has(path), true, path);
    }
  });

  it('describes all of its calls as OpenAPI 3.1', async () => {
    const { body } = await client.control('GET', '/openapi.json');
    assert.equal(body['openapi'], '3.1.0');
    const paths = Object.keys(body['paths'] as object);
    const person = '/control/organisations/{corpId}/people/{userId}';
    for (const path of [
      `${person}/inbox`,
      `${person}/cards/{outTrackId}/click`,
      '/control/faults',
      '/control/settings',
    ]) {
      assert.equal(paths.includes(path), true, path);
    }
  });

  it('prints what a client needs, and the same at every start', async () => {
    const again = await startDingTalkSimulator();
    await again.close();
    const without = (each: DingTalkSimulator): unknown =>
      JSON.parse(JSON.stringify(each.organisations).replaceAll(each.api, ''));
    assert.deepEqual(without(again), without(simulator));
    const [first, second] = simulator.organisations;
    assert.match(first?.corpId ?? '', /^dinga1[0-9a-f]{30}$/);
    assert.deepEqual(first?.cardTemplateIds, ['approval.schema']);
    assert.match(first.callback.token, /^[A-Za-z0-9]{16}$/);
    assert.match(first.callback.aesKey, /^[A-Za-z0-9]{42}[AEIMQUYcgkosw048]$/);
    assert.notDeepEqual(first.callback, second?.callback);
    const shared = first.users
      .map(({ userId }) => userId)
      .filter((id) => second?.users.some(({ userId }) => userId === id));
    assert.deepEqual(shared, ['manager01']);
  });

  it('says what there is when something does not exist', async () => {
    const { body, status } = await client.person('nobody', 'GET', '/inbox');
    assert.equal(status, 404);
    assert.match(body['error'] as string, /no user nobody in ding\w+; there are hd0001, manager01/);
  });

  it('refuses a setting that does not exist and a value that does not fit', async () => {
    const unknown = await client.control('PUT', '/control/settings', { nothing: 1 });
    const negative = await client.control('PUT', '/control/settings', { pingMs: 0 });
    assert.deepEqual([unknown.status, negative.status], [400, 400]);
    assert.equal(simulator.settings.pingMs, 25_000);
  });

  it('shows a person the standing chats with nothing in them yet', async () => {
    const { body } = await client.person('hd0006', 'GET', '/inbox');
    const conversations = body['conversations'] as { kind: string; messages: unknown[] }[];
    assert.deepEqual(conversations.map(({ kind }) => kind).sort(), ['group', 'group', 'robot']);
    assert.deepEqual(
      conversations.flatMap(({ messages }) => messages),
      [],
    );
  });
});
