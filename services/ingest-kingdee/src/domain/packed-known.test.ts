import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { aDocument, aPendingNode, seeded } from '@hub/testkit';
import { rememberState, type KnownDocument } from './known-document.js';
import { glance, pack, unpack } from './packed-known.js';

const waiting = rememberState(
  aDocument({ pending: [aPendingNode({ node: 'b' }), aPendingNode({ node: 'a' })] }),
  null,
);

describe('a packed document', () => {
  it('is what it was, whatever it holds', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '0', '-', '采', '~', '.') });
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', '7', ':'), minLength: 1 }));
    fc.assert(
      fc.property(
        fc.record({
          version: text,
          step: fc.constantFrom('SAVED', 'DELETED', 'ANOMALY') as fc.Arbitrary<'SAVED'>,
          modifiedAt: fc.nat(),
          nodes: texts.map((all) => all.toSorted()),
          digest: text,
          number: text,
          organisation: fc.option(text),
          departmentId: fc.option(text),
          applicantId: fc.option(text),
          facts: texts,
          publishedAt: fc.nat(),
        }),
        (of) => {
          const place = { tenant: 't', form: 'f', documentId: '1' };
          const known: KnownDocument = { ...place, ...of, version: of.version || '1' };
          assert.deepEqual(unpack(pack(known), place), known);
        },
      ),
      seeded('packed'),
    );
  });

  it('does not repeat what follows from the rest', () => {
    assert.ok(!pack(waiting).includes(waiting.version));
    assert.ok(pack(waiting).length < 100, String(pack(waiting).length));
  });

  it('shows at a glance whether it is still open', () => {
    assert.deepEqual(glance(pack(waiting)), {
      step: waiting.step,
      publishedAt: waiting.publishedAt,
      hasNodes: true,
      hasFacts: false,
    });
    assert.equal(glance(pack({ ...waiting, nodes: [], facts: ['STUCK:24'] })).hasFacts, true);
  });
});
