import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { CloudEvent, HTTP, type Message } from 'cloudevents';
import { FakeClock } from '@hub/testkit';
import type { Received, ReceivedRequest, Receiver } from '../source.js';
import { eventsFolder } from '../testing/events-folder.js';
import { openReceiver } from '../testing/plain-fields.js';
import { cloudEventsSource } from './cloud-events-source.js';

const token = 'a-token-that-is-long-enough';
const key = 'a-key-that-is-long-enough';
const at = '2026-11-02T00:59:00.250Z';
const structured = { 'content-type': 'application/cloudevents+json' };
const bearer = { authorization: `Bearer ${token}` };

describe('CloudEvents', () => {
  for (const mode of ['structured', 'binary'] as const) {
    it(`an event of the ${mode} mode, made by the SDK, becomes the document it is about`, async () => {
      const { documents, malformed } = await received(HTTP[mode](anEvent()));
      assert.deepEqual(malformed, []);
      assert.deepEqual(
        documents.map(({ form, documentId, step, modifiedAt, summary, lines }) => [
          ...[form, documentId, step, new Date(modifiedAt).toISOString(), summary.number],
          ...[summary.amount?.amount.toFixed(), summary.amount?.currency, summary.organisation],
          lines[0]?.quantity?.value.toFixed(),
        ]),
        [
          [
            ...['PUR_PurchaseOrder', '4711', 'APPROVED', at, 'CG-4711'],
            ...['86000.1', 'CNY', 'huadong', '2.5'],
          ],
        ],
      );
    });
  }

  it('a batch becomes its documents in order, and an event sent twice the same document', async () => {
    const events = [anEvent({ id: 'a' }), anEvent({ id: 'b', data: { id: '4712' } }), anEvent()];
    const { documents } = await received(batchOf(events));
    assert.deepEqual(
      documents.map(({ documentId }) => documentId),
      ['4711', '4712', '4711'],
    );
    assert.deepEqual(documents[0], documents[2]);
  });

  it('decimals keep every digit, which JSON numbers of JavaScript would not', async () => {
    const text = String(HTTP.structured(anEvent()).body).replace(
      '"86000.10"',
      '123456789012345678.1234567890',
    );
    const { documents } = await received({ ...HTTP.structured(anEvent()), body: text });
    assert.equal(documents[0]?.summary.amount?.amount.toFixed(), '123456789012345678.123456789');
  });

  it('one event that cannot be understood is set aside, the others are accepted', async () => {
    const events = [anEvent({ data: { status: 'lost' } }), anEvent({ data: { id: '2' } })];
    const { documents, malformed } = await received(batchOf(events));
    assert.deepEqual(
      [documents.map(({ documentId }) => documentId), malformed.map(({ code }) => code)],
      [['2'], ['SOURCE_STATUS_UNKNOWN']],
    );
  });

  const refusals: readonly {
    readonly name: string;
    readonly status: number;
    readonly message: Message;
    readonly says: RegExp;
  }[] = [
    {
      name: 'a body that is no JSON',
      status: 400,
      message: { headers: structured, body: '{' },
      says: /no JSON/,
    },
    {
      name: 'an event without id',
      status: 400,
      message: { headers: structured, body: '{"specversion":"1.0","source":"/","type":"t"}' },
      says: /has no id/,
    },
    {
      name: 'another version of CloudEvents',
      status: 400,
      message: without(HTTP.structured(anEvent()), '"1.0"', '"0.3"'),
      says: /specversion is 0.3/,
    },
    {
      name: 'a type that has no mapping',
      status: 400,
      message: HTTP.structured(anEvent({ type: 'com.example.other' })),
      says: /com\.example\.other has no mapping; send com\.example\.order\.changed/,
    },
    {
      name: 'a source that is not expected',
      status: 400,
      message: HTTP.structured(anEvent({ source: '/elsewhere' })),
      says: /source \/elsewhere is not expected/,
    },
    {
      name: 'a request that is no event',
      status: 415,
      message: { headers: { 'content-type': 'application/json' }, body: '{}' },
      says: /no CloudEvent/,
    },
    {
      name: 'a format that is not JSON',
      status: 415,
      message: { headers: { 'content-type': 'application/cloudevents+avro' }, body: '' },
      says: /is not read/,
    },
    {
      name: 'too many events at once',
      status: 413,
      message: batchOf([anEvent(), anEvent(), anEvent(), anEvent(), anEvent()]),
      says: /5 events; send at most 4/,
    },
    {
      name: 'too large a body',
      status: 413,
      message: { headers: structured, body: ' '.repeat(20_001) },
      says: /larger than 20000 bytes/,
    },
  ];
  for (const { name, status, message, says } of refusals) {
    it(`${name} is answered with ${String(status)} and what is wrong`, async () => {
      await assert.rejects(received(message), { code: 'SOURCE_REFUSED', status, message: says });
    });
  }

  it('a sender that does not prove itself is answered with 401', async () => {
    const message = HTTP.structured(anEvent());
    const { receiver } = make({ kind: 'bearer', tokens: [token] });
    for (const shown of ['', 'Bearer wrong-token-of-any-kind', `Basic ${token}`]) {
      const request = requestOf(message, { authorization: shown });
      await assert.rejects(receiver.receive(request), { code: 'SOURCE_REFUSED', status: 401 });
    }
  });

  it('a signature counts for what was signed, for as long as it is fresh, by the old key and the new', async () => {
    const { receiver, clock } = make({ kind: 'hmac', keys: ['the-new-key-of-today', key] });
    const message = HTTP.binary(anEvent());
    const signed = requestOf(message, signatureOf(message, clock.now()));
    assert.equal((await receiver.receive(signed)).documents.length, 1);

    const changed = { ...signed, headers: { ...signed.headers, 'ce-id': 'another' } };
    await assert.rejects(receiver.receive(changed), { status: 401 });
    await clock.advance(6 * 60_000);
    await assert.rejects(receiver.receive(signed), { status: 401 });
  });

  it('more events a second than are taken are answered with 429 and when to come again', async () => {
    const { receiver, clock } = make({ kind: 'bearer', tokens: [token] });
    const request = requestOf(batchOf([anEvent(), anEvent(), anEvent()]), bearer);
    await receiver.receive(request);
    await assert.rejects(receiver.receive(request), {
      ...{ status: 429, retryable: true, retryAfterMs: 200 },
    });
    await clock.advance(200);
    assert.equal((await receiver.receive(request)).documents.length, 3);
  });
});

interface EventParts {
  readonly id?: string;
  readonly type?: string;
  readonly source?: string;
  readonly data?: object;
}

function anEvent({ data = {}, ...other }: EventParts = {}): CloudEvent<object> {
  return new CloudEvent({
    ...{ id: 'e-1', type: 'com.example.order.changed', source: '/erp', time: at },
    ...{ subsidiary: 'huadong', datacontenttype: 'application/json' },
    ...other,
    data: {
      ...{ id: '4711', number: 'CG-4711', status: 'approved' },
      total: { amount: '86000.10', currency: 'CNY' },
      items: [{ id: 1, sku: 'M1', quantity: 2.5 }],
      ...data,
    },
  });
}

/** The SDK makes no batches; one is a JSON array of events. */
function batchOf(events: readonly CloudEvent<object>[]): Message {
  return {
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  };
}

function without(message: Message, text: string, instead: string): Message {
  return { ...message, body: String(message.body).replace(text, instead) };
}

function make(auth: object): { receiver: Receiver; clock: FakeClock } {
  const clock = new FakeClock(Date.parse(at));
  const limits = { bytesMax: 20_000, eventsMax: 4, eventsPerSecond: 5 };
  const config = { auth, mappings: ['order-events'], from: ['/erp'], ...limits };
  return {
    receiver: openReceiver(cloudEventsSource, { folder: eventsFolder, config, context: { clock } }),
    clock,
  };
}

async function received(message: Message): Promise<Received> {
  const { receiver } = make({ kind: 'bearer', tokens: ['an-older-token-still-good', token] });
  return receiver.receive(requestOf(message, bearer));
}

/** As it arrives: names in lower case, the body in bytes. */
function requestOf({ headers, body }: Message, more: Record<string, string>): ReceivedRequest {
  const entries = Object.entries({ ...headers, ...more });
  return {
    headers: Object.fromEntries(
      entries.map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
    body: Buffer.from(String(body)),
  };
}

function signatureOf({ headers, body }: Message, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce-'))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}:${String(value)}\n`);
  const signed = [`${timestamp}.huadong.`, ...attributes, String(body)].join('');
  const hex = createHmac('sha256', key).update(signed).digest('hex');
  return { 'x-hub-timestamp': timestamp, 'x-hub-signature': `sha256=${hex}` };
}
