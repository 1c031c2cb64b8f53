import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allOf, idLiteral, isOneOf, literal } from './filter.js';

describe('filter literals', () => {
  it('doubles quotes, so that a value cannot end its literal', () => {
    assert.equal(literal("x' or 1=1 --"), "'x'' or 1=1 --'");
    assert.equal(literal("''"), "''''''");
  });

  it('drops control characters', () => {
    assert.equal(literal('A\u0000B\nC'), "'ABC'");
  });

  it('writes whole numbers bare and refuses others', () => {
    assert.equal(literal(100_001), '100001');
    assert.throws(() => literal(1.5), /no whole number/);
  });

  it('takes digits for a number id and anything else for a text', () => {
    assert.equal(idLiteral('100001'), '100001');
    assert.equal(idLiteral('5c3c9bd2af0299'), "'5c3c9bd2af0299'");
    assert.equal(idLiteral('1 or 1=1'), "'1 or 1=1'");
  });

  it('joins conditions', () => {
    const filter = allOf(isOneOf('FBillNo', ['A', "B'"]), '', 'FID>1');
    assert.equal(filter, "FBillNo in ('A','B''') and FID>1");
  });
});
