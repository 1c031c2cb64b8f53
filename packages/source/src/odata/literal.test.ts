import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mappingSchema } from '../mapping/mapping.js';
import { literalOf } from './literal.js';

const mapping = mappingSchema.parse({
  ...{ form: 'F', titles: { en: 'F' }, from: 'Fs', steps: { A: 'APPROVED' } },
  fields: { id: 'Id', modifiedAt: 'At', status: 'Status' },
});
const time = { time: Date.UTC(2026, 10, 2, 1, 0, 0, 123) };
const guid = '00000000-0000-4000-8000-000000000001';

describe('a literal of $filter', () => {
  const cases = [
    {
      value: time,
      type: 'Edm.DateTimeOffset',
      v4: '2026-11-02T01:00:00.123Z',
      v2: "datetimeoffset'2026-11-02T01:00:00.123Z'",
    },
    {
      value: time,
      type: 'Edm.DateTime',
      v4: "datetime'2026-11-02T09:00:00.123'",
      v2: "datetime'2026-11-02T09:00:00.123'",
    },
    { value: time, type: 'Edm.Int64', v4: '1793581200123', v2: '1793581200123L' },
    { value: time, type: 'Edm.Date', v4: '2026-11-03', v2: '2026-11-03' },
    { value: { text: "O'Neill\n" }, type: 'Edm.String', v4: "'O''Neill'", v2: "'O''Neill'" },
    { value: { text: guid }, type: 'Edm.Guid', v4: guid, v2: `guid'${guid}'` },
    { value: { text: '0 or 1 eq 1' }, type: 'Edm.Guid', v4: 'null', v2: 'null' },
    { value: { text: '5' }, type: 'Edm.Int32', v4: '5', v2: '5' },
    { value: { text: '5 or true' }, type: 'Edm.Int32', v4: 'null', v2: 'null' },
    { value: { text: '5' }, type: 'Edm.Decimal', v4: '5', v2: '5M' },
  ];
  for (const { value, type, v4, v2 } of cases) {
    it(`${JSON.stringify(value)} as ${type}`, () => {
      const written = ([4, 2] as const).map((version) =>
        literalOf(
          { is: 'ge', value },
          { path: 'X', type },
          { version, timeZone: 'Asia/Shanghai', mapping },
        ),
      );
      assert.deepEqual(written, [v4, v2]);
    });
  }

  it('a field that cannot be compared as a time is named', () => {
    const context = { version: 4, timeZone: 'Asia/Shanghai', mapping } as const;
    assert.throws(
      () => literalOf({ is: 'ge', value: time }, { path: 'At', type: 'Edm.String' }, context),
      {
        ...{
          code: 'SOURCE_MAPPING',
          message: /form F: At is Edm\.String, which cannot be compared/,
        },
      },
    );
  });
});
