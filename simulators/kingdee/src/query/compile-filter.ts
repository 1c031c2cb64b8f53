import { likeTest } from '@hub/simulator-kit';
import { isDecimal } from '../database/row.js';
import type { Column, JoinedRow } from './column.js';
import {
  comparable,
  compareComparables,
  identityOf,
  kindOf,
  type Comparable,
  type Kind,
} from './compare-values.js';
import type { Comparison, Filter, Operand } from './filter.js';

/** True, false, or unknown, as SQL has it: nothing compares with null. */
type Truth = boolean | null;

type Test = (joined: JoinedRow) => Truth;
type Reader = (joined: JoinedRow) => Comparable | null;
type Resolve = (path: string) => Column;

/** Makes a filter ready to be asked of every line. Throws MsgCode 4 for a literal that does not fit its field. */
export function compileFilter(filter: Filter, column: Resolve): (joined: JoinedRow) => boolean {
  const test = compile(filter, column);
  return (joined) => test(joined) === true;
}

function compile(filter: Filter, column: Resolve): Test {
  switch (filter.kind) {
    case 'and': {
      const tests = filter.parts.map((part) => compile(part, column));
      return (joined) => everyTruth(tests, joined);
    }
    case 'or': {
      const tests = filter.parts.map((part) => compile(part, column));
      return (joined) => anyTruth(tests, joined);
    }
    case 'not': {
      const test = compile(filter.part, column);
      return (joined) => negated(test(joined));
    }
    case 'null': {
      const { left } = filter;
      if (left.kind !== 'field') return () => left.kind === 'null';
      const source = column(left.path);
      return (joined) => source.read(joined) === null;
    }
    case 'compare':
      return comparison(filter.operator, filter.left, filter.right, column);
    case 'between': {
      const low = comparison('>=', filter.left, filter.low, column);
      const high = comparison('<=', filter.left, filter.high, column);
      return (joined) => everyTruth([low, high], joined);
    }
    case 'in':
      return membership(filter.left, filter.list, column);
    case 'like':
      return likeness(filter.left, filter.pattern, column);
  }
}

function everyTruth(tests: readonly Test[], joined: JoinedRow): Truth {
  let truth: Truth = true;
  for (const test of tests) {
    const each = test(joined);
    if (each === false) return false;
    if (each === null) truth = null;
  }
  return truth;
}

function anyTruth(tests: readonly Test[], joined: JoinedRow): Truth {
  let truth: Truth = false;
  for (const test of tests) {
    const each = test(joined);
    if (each === true) return true;
    if (each === null) truth = null;
  }
  return truth;
}

function negated(truth: Truth): Truth {
  return truth === null ? null : !truth;
}

function comparison(operator: Comparison, left: Operand, right: Operand, column: Resolve): Test {
  const kind = sharedKind([left, right], column);
  const readLeft = reader(left, kind, column);
  const readRight = reader(right, kind, column);
  const holds = order[operator];
  return (joined) => {
    const a = readLeft(joined);
    const b = a === null ? null : readRight(joined);
    return a === null || b === null ? null : holds(compareComparables(a, b));
  };
}

/** A list of literals is looked up at once, however long it is: clients ask for two thousand ids. */
function membership(left: Operand, list: readonly Operand[], column: Resolve): Test {
  if (list.some((operand) => operand.kind !== 'literal')) {
    const tests = list.map((each) => comparison('=', left, each, column));
    return (joined) => anyTruth(tests, joined);
  }
  const kind = sharedKind([left], column);
  const literals = list.flatMap((operand) => (operand.kind === 'literal' ? operand.value : []));
  const wanted = new Set(literals.map((literal) => identityOf(comparable(literal, kind))));
  const read = reader(left, kind, column);
  return (joined) => {
    const value = read(joined);
    return value === null ? null : wanted.has(identityOf(value));
  };
}

function likeness(left: Operand, pattern: string, column: Resolve): Test {
  const isLike = likeTest(pattern, { sets: true });
  if (left.kind === 'null') return () => null;
  if (left.kind === 'literal') return () => isLike(left.value);
  const source = column(left.path);
  return (joined) => {
    const value = source.read(joined);
    if (value === null) return null;
    return isLike(isDecimal(value) ? value.toFixed() : String(value));
  };
}

/** Literals take the kind of the field that they meet. */
function sharedKind(operands: readonly Operand[], column: Resolve): Kind {
  const field = operands.find((operand) => operand.kind === 'field');
  return field === undefined ? 'text' : kindOf(column(field.path).field);
}

function reader(operand: Operand, kind: Kind, column: Resolve): Reader {
  if (operand.kind === 'null') return () => null;
  if (operand.kind === 'literal') {
    const value = comparable(operand.value, kind);
    return () => value;
  }
  const source = column(operand.path);
  return (joined) => {
    const value = source.read(joined);
    return value === null ? null : comparable(value, kind);
  };
}

const order: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '=': (by) => by === 0,
  '<>': (by) => by !== 0,
  '<': (by) => by < 0,
  '<=': (by) => by <= 0,
  '>': (by) => by > 0,
  '>=': (by) => by >= 0,
};
