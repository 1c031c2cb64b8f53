import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Decimal, HubError } from '@hub/core';
import { newestSchema } from '@hub/schemas';
import type { Document, Hint, Parked } from '@hub/schemas';
import { createCodec } from './codec.js';
import { lockedIds } from './schema-ids.js';
import type { IdentifiedSchema, SchemaIds } from './schema-ids.js';

const document: Document = {
  eventId: '2f1c',
  tenant: 'huadong',
  form: 'PUR_PurchaseOrder',
  documentId: '100186',
  version: '1794968493000',
  step: 'SUBMITTED',
  summary: {
    number: 'CGDD000186',
    title: '采购订单',
    amount: { amount: new Decimal('86000.00'), currency: 'CNY' },
    localAmount: null,
    counterparty: '苏州恒力轴承有限公司',
    department: '采购部',
    organisation: '100',
    applicant: { userId: '100112', name: '李晓梅' },
    date: Date.parse('2026-11-18T00:00:00+08:00'),
    note: null,
  },
  departmentId: null,
  pending: [{ node: '5c3c9bd2af0299', name: '财务经理审批', since: 1, approvers: [] }],
  modifiedAt: 1_794_968_493_000,
  observedAt: 1_794_968_495_412,
  backfill: false,
  source: 'kingdee',
  people: {},
  dates: {},
  amounts: {},
  figures: {},
  lines: [],
};
const hint: Hint = { account: 'a', form: 'PUR_PurchaseOrder', at: 1 };
const parked: Parked = {
  topic: 'hub.command.v1',
  partition: 0,
  offset: '12',
  key: Buffer.from('key'),
  value: Buffer.alloc(0),
  group: 'notifier-dingtalk',
  code: 'AVRO_MALFORMED',
  reason: 'x',
  tries: 1,
  traceparent: null,
  parkedAt: 3,
};

const codec = createCodec();
const encoded = codec.encode('kingdee.document.v1', document);

/** Runs what must fail, and returns the fault. */
function faultOf(action: () => unknown): { code: string; message: string } {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof HubError, String(error));
    assert.equal(error.retryable, false);
    return { code: error.code, message: error.message };
  }
  assert.fail('nothing was refused');
}

describe('the codec', () => {
  it('reads back what it wrote, as plain objects', () => {
    assert.deepEqual(codec.decode('kingdee.document.v1', encoded), document);
  });

  it('puts byte 0 and the locked id in front', () => {
    assert.equal(encoded[0], 0);
    assert.equal(encoded.readInt32BE(1), newestSchema('kingdee.document.v1')?.id);
  });

  it('returns bytes that the next value does not overwrite', () => {
    const before = encoded.toString('hex');
    codec.encode('kingdee.document.v1', { ...document, tenant: 'huanan' });
    assert.equal(encoded.toString('hex'), before);
  });

  it('reads and writes parked messages, raw bytes included', () => {
    assert.deepEqual(codec.decodeParked(codec.encodeParked(parked)), parked);
  });

  it('grows for a value larger than the first buffer', () => {
    const note = '长'.repeat(100_000);
    const large = { ...document, summary: { ...document.summary, note } };
    const bytes = codec.encode('kingdee.document.v1', large);
    assert.ok(bytes.length > 300_000);
    assert.deepEqual(codec.decode('kingdee.document.v1', bytes), large);
  });
});

describe('encode refuses', () => {
  const summaryWith = (change: object): Document => ({
    ...document,
    summary: { ...document.summary, ...change },
  });
  const amountOf = (text: string): Document =>
    summaryWith({ amount: { amount: new Decimal(text), currency: 'CNY' } });
  const cases: { name: string; value: unknown; want: string }[] = [
    {
      name: 'an amount with eleven decimals',
      value: amountOf('0.12345678901'),
      want: 'summary.amount.amount has 11 decimals, at most 10 fit; round it where that is right',
    },
    {
      name: 'an amount of nineteen digits',
      value: amountOf('1000000000000000000'),
      want: 'summary.amount.amount has 19 digits before the point, at most 18 fit',
    },
    {
      name: 'an amount that is a number',
      value: summaryWith({ amount: { amount: 86000, currency: 'CNY' } }),
      want: 'summary.amount.amount expected a Decimal, found number',
    },
    {
      name: 'a missing text deep inside',
      value: {
        ...document,
        pending: [document.pending[0], { name: 'x', since: 1, approvers: [] }],
      },
      want: 'pending.1.node should be string, found undefined',
    },
    {
      name: 'half a millisecond',
      value: { ...document, modifiedAt: 0.5 },
      want: 'modifiedAt is not a whole number that fits long',
    },
    {
      name: 'a time before anything, which avsc would change',
      value: { ...document, modifiedAt: -(2 ** 52) - 1 },
      want: 'modifiedAt: a whole number beyond ±2^52',
    },
    {
      name: 'a time after everything',
      value: { ...document, modifiedAt: 2 ** 52 },
      want: 'modifiedAt: a whole number beyond ±2^52',
    },
    {
      name: 'a time that is no number',
      value: { ...document, observedAt: NaN },
      want: 'observedAt is not a whole number that fits long',
    },
    {
      name: 'an unknown step',
      value: { ...document, step: 'LOST' },
      want: 'step is not a symbol of its enum',
    },
    {
      name: 'a number where text may be',
      value: summaryWith({ note: 5 }),
      want: 'summary.note should be null or a value of its type, found number',
    },
    {
      name: 'nothing',
      value: undefined,
      want: '(the value) should be kingdee.Document, found undefined',
    },
  ];
  for (const { name, value, want } of cases) {
    it(name, () => {
      assert.deepEqual(
        faultOf(() => codec.encode('kingdee.document.v1', value as Document)),
        {
          code: 'AVRO_INVALID_VALUE',
          message: `kingdee.document.v1: ${want}`,
        },
      );
    });
  }

  it('a value of one byte more than the limit', () => {
    const exact = createCodec({ bytesMax: encoded.length });
    assert.equal(exact.encode('kingdee.document.v1', document).length, encoded.length);
    const tight = createCodec({ bytesMax: encoded.length - 1 });
    assert.equal(
      faultOf(() => tight.encode('kingdee.document.v1', document)).code,
      'AVRO_TOO_LARGE',
    );
  });
});

describe('decode refuses', () => {
  const changed = (at: number, byte: number): Buffer => {
    const bytes = Buffer.from(encoded);
    bytes[at] = byte;
    return bytes;
  };
  const cases = [
    { name: 'no bytes', bytes: Buffer.alloc(0), want: 'AVRO_NOT_FRAMED' },
    { name: 'four bytes', bytes: Buffer.alloc(4), want: 'AVRO_NOT_FRAMED' },
    { name: 'JSON', bytes: Buffer.from('{"tenant":"huadong"}'), want: 'AVRO_NOT_FRAMED' },
    { name: 'another magic byte', bytes: changed(0, 1), want: 'AVRO_NOT_FRAMED' },
    { name: 'an id that nobody gave out', bytes: changed(3, 99), want: 'AVRO_UNKNOWN_SCHEMA' },
    { name: 'a negative id', bytes: changed(1, 0xff), want: 'AVRO_UNKNOWN_SCHEMA' },
    {
      name: 'the value of another topic',
      bytes: codec.encode('hub.hint.v1', hint),
      want: 'AVRO_UNKNOWN_SCHEMA',
    },
    { name: 'a frame without a body', bytes: encoded.subarray(0, 5), want: 'AVRO_MALFORMED' },
    {
      name: 'one byte too many',
      bytes: Buffer.concat([encoded, Buffer.alloc(1)]),
      want: 'AVRO_MALFORMED',
    },
    { name: 'more than a mebibyte', bytes: Buffer.alloc(1024 * 1024 + 1), want: 'AVRO_TOO_LARGE' },
  ];
  for (const { name, bytes, want } of cases) {
    it(name, () => {
      assert.equal(faultOf(() => codec.decode('kingdee.document.v1', bytes)).code, want);
    });
  }

  it('the value at every length but its own', () => {
    for (let length = 5; length < encoded.length; length += 1) {
      const { code } = faultOf(() =>
        codec.decode('kingdee.document.v1', encoded.subarray(0, length)),
      );
      assert.equal(code, 'AVRO_MALFORMED', `at ${String(length)} bytes`);
    }
  });

  it('a map with a hostile count, before it costs memory', () => {
    const start = codec.encode('kingdee.document.v1', { ...document, figures: {}, lines: [] });
    const mapAt = start.length - 2;
    const bytes = Buffer.concat([start.subarray(0, mapAt), Buffer.from('80e1eb2f', 'hex')]);
    const { code, message } = faultOf(() => codec.decode('kingdee.document.v1', bytes));
    assert.equal(code, 'AVRO_MALFORMED');
    assert.equal(message, 'kingdee.document.v1: figures: more items than are read');
  });
});

describe('a codec with another table of ids', () => {
  const older: IdentifiedSchema = { id: 900, name: 'hub.hint.v1', json: withoutForm() };

  /** A table in which the hint has the given newest version; everything else is as locked. */
  const idsWith = (newest: IdentifiedSchema, ...others: readonly IdentifiedSchema[]): SchemaIds => {
    const locked = lockedIds();
    return {
      newest: (name) => (name === newest.name ? newest : locked.newest(name)),
      byId: (id) => [newest, ...others].find((schema) => schema.id === id) ?? locked.byId(id),
    };
  };

  it('reads an older version, with the default of the field it lacks', () => {
    const writer = createCodec({ ids: idsWith(older) });
    const reader = createCodec({ ids: idsWith(newestHint(), older) });
    const bytes = writer.encode('hub.hint.v1', hint);
    assert.deepEqual(reader.decode('hub.hint.v1', bytes), { ...hint, form: null });
  });

  it('reads a newer version that it knows, without the field it lacks', () => {
    const reader = createCodec({ ids: idsWith(older) });
    const { form, ...rest } = hint;
    assert.equal(form, 'PUR_PurchaseOrder');
    const bytes = codec.encode('hub.hint.v1', hint);
    assert.deepEqual(reader.decode('hub.hint.v1', bytes), rest);
  });

  it('refuses a version that it cannot read, and says so', () => {
    const alien = {
      id: 901,
      name: 'hub.hint.v1',
      json: '{"type":"record","name":"Alien","fields":[]}',
    };
    const reader = createCodec({ ids: idsWith(newestHint(), alien) });
    const { code, message } = faultOf(() =>
      reader.decode('hub.hint.v1', Buffer.from('0000000385', 'hex')),
    );
    assert.equal(code, 'AVRO_UNKNOWN_SCHEMA');
    assert.match(message, /schema id 901 cannot be read by this build/);
  });
});

function newestHint(): IdentifiedSchema {
  const newest = lockedIds().newest('hub.hint.v1');
  assert.ok(newest);
  return newest;
}

function withoutForm(): string {
  const json = newestSchema('hub.hint.v1')?.json ?? '';
  const schema = JSON.parse(json) as { fields: { name: string }[] };
  return JSON.stringify({
    ...schema,
    fields: schema.fields.filter(({ name }) => name !== 'form'),
  });
}
