import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, HubError } from '@hub/core';
import type { Document, Money } from '@hub/schemas';
import { aDocument, aSummary } from '@hub/testkit';
import fc from 'fast-check';
import { compileRules, explainRules, matchRules, parseRules } from './index.js';

const cny = (amount: string): Money => ({ amount: new Decimal(amount), currency: 'CNY' });
const usd = (amount: string): Money => ({ amount: new Decimal(amount), currency: 'USD' });

function rulesOf(yaml: string): ReturnType<typeof compileRules> {
  return compileRules(parseRules([{ source: 'rules.yaml', text: yaml }]));
}

function rule(id: string, when: string, rest = ''): string {
  return `  - { id: ${id}, says: x, when: { form: PUR_PurchaseOrder, step: SUBMITTED${when} }, notify: [{ pendingApprover: true }]${rest} }\n`;
}

function groupRule(id: string, group: string): string {
  return rule(id, '', ', channel: GROUP').replace('pendingApprover: true', `group: ${group}`);
}

function matched(rules: ReturnType<typeof compileRules>, document: Document): string[] {
  return matchRules(rules, document).map(({ id }) => id);
}

const large = rulesOf(`rules:\n${rule('large', ', amount: { above: "50000", currency: CNY }')}`);

describe('an amount in a rule', () => {
  const cases = [
    { says: 'one cent above the line', amount: cny('50000.01'), local: null, want: ['large'] },
    { says: 'exactly on the line', amount: cny('50000.00'), local: null, want: [] },
    { says: 'ten yuan', amount: cny('10'), local: null, want: [] },
    {
      says: 'dollars whose local amount is above',
      amount: usd('8000'),
      local: cny('57600'),
      want: ['large'],
    },
    {
      says: 'dollars whose local amount is below',
      amount: usd('6000'),
      local: cny('43200'),
      want: [],
    },
    {
      says: 'many dollars without a local amount in CNY',
      amount: usd('90000'),
      local: null,
      want: [],
    },
    { says: 'a form without an amount', amount: null, local: null, want: [] },
    {
      says: 'more digits than a float can hold',
      amount: cny('50000.0000000001'),
      local: null,
      want: ['large'],
    },
  ];
  for (const { says, amount, local, want } of cases) {
    it(`${says}: ${want.length === 0 ? 'does not apply' : 'applies'}`, () => {
      const document = aDocument({ summary: aSummary({ amount, localAmount: local }) });
      assert.deepEqual(matched(large, document), want);
    });
  }
});

describe('the other conditions', () => {
  const cases = [
    { says: 'another form', change: { form: 'CN_PAYAPPLY' } },
    { says: 'another step', change: { step: 'APPROVED' as const } },
  ];
  for (const { says, change } of cases) {
    it(`${says} does not match`, () => {
      assert.deepEqual(matched(large, aDocument(change)), []);
    });
  }

  it('a department is matched by its name', () => {
    const rules = rulesOf(
      `rules:\n${rule('ours', ', departments: [采购部]')}${rule('theirs', ', departments: [生产部]')}`,
    );
    assert.deepEqual(matched(rules, aDocument()), ['ours']);
  });

  it('a document without organisation matches no rule that asks for one', () => {
    const rules = rulesOf(`rules:\n${rule('ours', ', organisations: ["100"]')}`);
    assert.deepEqual(matched(rules, aDocument({ summary: aSummary({ organisation: null }) })), []);
  });
});

describe('the order of rules', () => {
  it('all that apply are found, in the order in which they are written', () => {
    const rules = rulesOf(`rules:\n${rule('b', '')}${rule('a', '')}`);
    assert.deepEqual(matched(rules, aDocument()), ['b', 'a']);
  });

  it('a final rule that applies ends the search', () => {
    const rules = rulesOf(`rules:\n${rule('first', '', ', final: true')}${rule('second', '')}`);
    assert.deepEqual(matched(rules, aDocument()), ['first']);
  });

  it('a final rule that does not apply ends nothing', () => {
    const rules = rulesOf(
      `rules:\n${rule('first', ', departments: [x]', ', final: true')}${rule('second', '')}`,
    );
    assert.deepEqual(matched(rules, aDocument()), ['second']);
  });
});

describe('the explanation', () => {
  it('names the condition that failed with what was wanted and what was found', () => {
    const document = aDocument({ summary: aSummary({ amount: cny('10'), localAmount: null }) });
    const [explanation] = explainRules(large, document);
    const failed = explanation?.findings.filter(({ holds }) => !holds);
    assert.deepEqual(failed, [
      { condition: 'amount', wanted: 'above 50000 CNY', found: '10 CNY', holds: false },
    ]);
  });

  it('says which final rule ended the search', () => {
    const rules = rulesOf(`rules:\n${rule('first', '', ', final: true')}${rule('second', '')}`);
    assert.equal(explainRules(rules, aDocument())[1]?.endedBy, 'first');
  });

  it('agrees with the matching for any rules and any document', () => {
    const aRule = fc.record({
      form: fc.constantFrom('PUR_PurchaseOrder', 'CN_PAYAPPLY'),
      step: fc.constantFrom('SUBMITTED', 'APPROVED'),
      above: fc.option(fc.nat(100_000), { nil: null }),
      final: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(aRule, { minLength: 1, maxLength: 8 }),
        fc.nat(100_000),
        (specs, amount) => {
          const text = specs.map(
            ({ form, step, above, final }, index) =>
              `  - { id: r${String(index)}, says: x, when: { form: ${form}, step: ${step}${above === null ? '' : `, amount: { above: ${String(above)}, currency: CNY }`} }, notify: [{ role: a }], final: ${String(final)} }`,
          );
          const rules = rulesOf(`rules:\n${text.join('\n')}`);
          const document = aDocument({
            summary: aSummary({ amount: cny(String(amount)), localAmount: null }),
          });
          const explained = explainRules(rules, document)
            .filter(({ applies }) => applies)
            .map(({ ruleId }) => ruleId);
          assert.deepEqual(explained, matched(rules, document));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a rule by the channel DING', () => {
  it('says that it is urgent', () => {
    const text = `rules:\n${rule('a', '', ', channel: DING, priority: URGENT')}`;
    const [read] = parseRules([{ source: 'rules.yaml', text }]);
    assert.deepEqual([read?.channel, read?.priority], ['DING', 'URGENT']);
  });
});

describe('a rule with a group', () => {
  it('names one of the groups of the tenant', () => {
    const files = [{ source: 'rules.yaml', text: `rules:\n${groupRule('a', '采购通知群')}` }];
    const [read] = parseRules(files, () => ['采购通知群']);
    assert.deepEqual([read?.channel, read?.notify], ['GROUP', [{ group: '采购通知群' }]]);
  });
});

describe('a bad rule file', () => {
  function faultOf(text: string): string {
    try {
      parseRules([{ source: 'huadong/rules/a.yaml', text }], () => ['采购通知群']);
    } catch (error) {
      if (error instanceof HubError && error.code === 'RULES_INVALID') return error.message;
    }
    return 'accepted';
  }
  const cases = [
    {
      says: 'a misspelt field',
      text: `rules:\n${rule('a', ', amonut: { above: 1, currency: CNY }')}`,
      fault: /a\.yaml:2: .*amonut/,
    },
    {
      says: 'a fraction that is no exact text',
      text: `rules:\n${rule('a', ', amount: { above: 0.1, currency: CNY }')}`,
      fault: /rules\.0\.when\.amount\.above/,
    },
    {
      says: 'an amount without currency',
      text: `rules:\n${rule('a', ', amount: { above: 1 }')}`,
      fault: /currency/,
    },
    {
      says: 'an amount without bounds',
      text: `rules:\n${rule('a', ', amount: { currency: CNY }')}`,
      fault: /needs `above` or `upTo`/,
    },
    {
      says: 'a step that does not exist',
      text: `rules:\n  - { id: a, says: x, when: { form: F, step: SENT }, notify: [{ role: a }] }`,
      fault: /step/,
    },
    {
      says: 'a recipient of no kind',
      text: `rules:\n  - { id: a, says: x, when: { form: F, step: SAVED }, notify: [{ boss: true }] }`,
      fault: /must be one of `pendingApprover: true`/,
    },
    {
      says: 'nobody to notify',
      text: `rules:\n  - { id: a, says: x, when: { form: F, step: SAVED }, notify: [] }`,
      fault: /notify/,
    },
    {
      says: 'an id used twice',
      text: `rules:\n${rule('a', '')}${rule('a', '')}`,
      fault: /"a" is already used/,
    },
    {
      says: 'a group by a channel of people',
      text: `rules:\n${rule('a', '').replace('pendingApprover: true', 'group: 采购通知群')}`,
      fault: /a\.yaml:2: rules\.0\.notify\.0: is a group, .*`channel: GROUP`/,
    },
    {
      says: 'people by the channel of groups',
      text: `rules:\n${rule('a', '', ', channel: GROUP')}`,
      fault: /a\.yaml:2: rules\.0\.notify\.0: is no group, .*`group: <name in tenant\.yaml>`/,
    },
    {
      says: 'a group that the tenant does not have',
      text: `rules:\n${groupRule('a', '采购群')}`,
      fault: /a\.yaml: rule "a" tells the group "采购群", .* \(there is 采购通知群\); add it there/,
    },
    {
      says: 'a DING that is not urgent',
      text: `rules:\n${rule('a', '', ', channel: DING, priority: NORMAL')}`,
      fault: /a\.yaml:2: rules\.0\.priority: is NORMAL, .*`priority: URGENT`/,
    },
    {
      says: 'a DING of which nobody says how urgent it is',
      text: `rules:\n${rule('a', '', ', channel: DING')}`,
      fault: /a\.yaml:2: rules\.0\.?.*: is NORMAL, .*`priority: URGENT`/,
    },
    { says: 'no YAML', text: 'rules: [', fault: /a\.yaml:1: not YAML/ },
  ];
  for (const { says, text, fault } of cases) {
    it(`with ${says} is refused by name and line`, () => {
      assert.match(faultOf(text), fault);
    });
  }
});
