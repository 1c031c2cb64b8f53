import { Big } from 'big.js';
import type { Random } from '../business/random.js';
import type { Values } from '../database/row.js';
import { printLocal } from '../server-time.js';

export interface Sample {
  readonly id: number;
  readonly values: Values;
}

/** True, false, or unknown where a value is missing. */
type Truth = boolean | null;

interface Item {
  readonly Left: string;
  readonly FieldName: string;
  readonly Compare: string;
  readonly Value: string;
  readonly Right: string;
  readonly Logic: 0 | 1;
}

/** A condition in both forms that clients write, with what it means. */
export interface Condition {
  readonly text: string;
  /** Undefined where the array form cannot say it. */
  readonly items: readonly Item[] | undefined;
  holds(sample: Sample): Truth;
}

const operators = ['=', '<>', '!=', '<', '<=', '>', '>='] as const;

/** A random condition on fields of purchase orders, with values that occur. */
export function randomCondition(
  random: Random,
  samples: readonly Sample[],
  depth: number,
): Condition {
  if (depth === 0) return leaf(random, samples);
  const draw = random.next();
  if (draw < 0.15) return negation(randomCondition(random, samples, depth - 1));
  const parts = Array.from({ length: random.int(2, 3) }, () =>
    randomCondition(random, samples, random.int(0, depth - 1)),
  );
  return draw < 0.6 ? joined('and', parts) : joined('or', parts);
}

function negation(part: Condition): Condition {
  return {
    text: `not (${part.text})`,
    items: undefined,
    holds: (sample) => {
      const truth = part.holds(sample);
      return truth === null ? null : !truth;
    },
  };
}

function joined(word: 'and' | 'or', parts: readonly Condition[]): Condition {
  const decisive = word === 'or';
  return {
    text: `(${parts.map(({ text }) => text).join(` ${word} `)})`,
    items: joinedItems(word === 'or' ? 1 : 0, parts),
    holds: (sample) => {
      const truths = parts.map((part) => part.holds(sample));
      if (truths.includes(decisive)) return decisive;
      return truths.includes(null) ? null : !decisive;
    },
  };
}

function joinedItems(logic: 0 | 1, parts: readonly Condition[]): readonly Item[] | undefined {
  const all: Item[] = [];
  for (const { items } of parts) {
    if (items === undefined) return undefined;
    all.push(
      ...items.map((item, at) => (at === items.length - 1 ? { ...item, Logic: logic } : item)),
    );
  }
  return all.map((item, at) => ({
    ...item,
    Left: at === 0 ? `(${item.Left}` : item.Left,
    Right: at === all.length - 1 ? `${item.Right})` : item.Right,
  }));
}

type Kind = 'number' | 'time' | 'text';
const fields: readonly (readonly [key: string, kind: Kind])[] = [
  ['FID', 'number'],
  ['FBillAllAmount', 'number'],
  ['FBillAllAmount_LC', 'number'],
  ['FBillNo', 'text'],
  ['FDocumentStatus', 'text'],
  ['FCloseStatus', 'text'],
  ['FDate', 'time'],
  ['FModifyDate', 'time'],
  ['FApproveDate', 'time'],
  ['FApproverId', 'number'],
];

function leaf(random: Random, samples: readonly Sample[]): Condition {
  const [key, kind] = random.pick(fields);
  const present = samples
    .map(({ values }) => values[key] ?? null)
    .filter((value) => value !== null);
  const texts = Array.from({ length: 3 }, () => printed(random.pick(present), kind));
  const draw = random.next();
  if (draw < 0.1) return nullTest(key, random.chance(0.5));
  if (draw < 0.25) return membership(key, kind, texts, random.chance(0.3));
  if (draw < 0.4) return range(key, kind, texts);
  if (draw < 0.5 && kind === 'text') return likeness(key, texts[0]?.slice(-2) ?? '');
  const operator = random.pick(operators);
  const value = texts[0] ?? '';
  const quote = kind !== 'number' || random.chance(0.5) ? `'${value}'` : value;
  return {
    text: `${random.chance(0.5) ? key : key.toLowerCase()} ${operator} ${quote}`,
    items: [item(key, operator, value)],
    holds: (sample) => {
      const order = compared(sample, key, kind, value);
      return order === null ? null : holdsFor(operator, order);
    },
  };
}

function nullTest(key: string, present: boolean): Condition {
  const compare = present ? 'is not null' : 'is null';
  return {
    text: `${key} ${compare}`,
    items: [item(key, compare, '')],
    holds: ({ values }) => ((values[key] ?? null) === null) !== present,
  };
}

function membership(
  key: string,
  kind: Kind,
  texts: readonly string[],
  negated: boolean,
): Condition {
  const compare = negated ? 'not in' : 'in';
  return {
    text: `${key} ${compare} (${texts.map((text) => `'${text}'`).join(',')})`,
    items: [item(key, compare, texts.join(','))],
    holds: (sample) => {
      if ((sample.values[key] ?? null) === null) return null;
      return texts.some((text) => compared(sample, key, kind, text) === 0) !== negated;
    },
  };
}

function range(key: string, kind: Kind, [low = '', high = '']: readonly string[]): Condition {
  return {
    text: `${key} between '${low}' and '${high}'`,
    items: [item(key, 'between', `${low},${high}`)],
    holds: (sample) => {
      const [a, b] = [compared(sample, key, kind, low), compared(sample, key, kind, high)];
      return a === null || b === null ? null : a >= 0 && b <= 0;
    },
  };
}

function likeness(key: string, part: string): Condition {
  return {
    text: `${key} like '%${part}%'`,
    items: [item(key, '60', part)],
    holds: ({ values }) => {
      const value = values[key] ?? null;
      return value === null ? null : String(value).toLowerCase().includes(part.toLowerCase());
    },
  };
}

function item(FieldName: string, Compare: string, Value: string): Item {
  return { Left: '', FieldName, Compare, Value, Right: '', Logic: 0 };
}

function printed(value: Exclude<Values[string], null>, kind: Kind): string {
  if (kind === 'time') return printLocal(Number(value));
  return value instanceof Big ? value.toFixed() : String(value);
}

/** Negative, zero or positive; null where the row has no value. */
function compared({ values }: Sample, key: string, kind: Kind, text: string): number | null {
  const value = values[key] ?? null;
  if (value === null) return null;
  if (kind === 'number') return new Big(printed(value, kind)).cmp(text);
  const [a, b] = [printed(value, kind).toLowerCase(), text.toLowerCase()];
  if (kind === 'text') return a < b ? -1 : a > b ? 1 : 0;
  return Date.parse(`${a.toUpperCase()}Z`) - Date.parse(`${b.toUpperCase()}Z`);
}

function holdsFor(operator: (typeof operators)[number], order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}
