import { Big } from 'big.js';
import { BusinessError, msgCode } from '../business-error.js';
import { isDecimal, type Value } from '../database/row.js';
import { parseLocal } from '../server-time.js';
import type { Column, JoinedRow } from './column.js';
import type { Comparison, Filter, Operand } from './filter.js';

/** True, false, or unknown, as SQL has it: nothing compares with null. */
type Truth = boolean | null;

/** How two values of one type compare: by number, by time, or as text without regard to case. */
type Comparable = Big | number | string;

type Test = (joined: JoinedRow) => Truth;

/** Makes a filter ready to be asked of every line. Throws MsgCode 4 for a literal that does not fit its field. */
export function compileFilter(
  filter: Filter,
  column: (path: string) => Column,
): (joined: JoinedRow) => boolean {
  const test = compile(filter, column);
  return (joined) => test(joined) === true;
}

function compile(filter: Filter, column: (path: string) => Column): Test {
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
      const read = reader(filter.left, 'text', column);
      return (joined) => read(joined) === null;
    }
    case 'compare':
      return comparison(filter.operator, filter.left, filter.right, column);
    case 'between': {
      const low = comparison('>=', filter.left, filter.low, column);
      const high = comparison('<=', filter.left, filter.high, column);
      return (joined) => everyTruth([low, high], joined);
    }
    case 'in': {
      const tests = filter.list.map((each) => comparison('=', filter.left, each, column));
      return (joined) => anyTruth(tests, joined);
    }
    case 'like': {
      const read = reader(filter.left, 'text', column);
      const pattern = likePattern(filter.pattern);
      return (joined) => {
        const value = read(joined);
        return value === null ? null : pattern.test(String(value));
      };
    }
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

function comparison(
  operator: Comparison,
  left: Operand,
  right: Operand,
  column: (path: string) => Column,
): Test {
  const field = [left, right].find((operand) => operand.kind === 'field');
  const kind = field === undefined ? 'text' : kindOf(column(field.path));
  const readLeft = reader(left, kind, column);
  const readRight = reader(right, kind, column);
  return (joined) => {
    const [a, b] = [readLeft(joined), readRight(joined)];
    return a === null || b === null ? null : holds(operator, compareValues(a, b));
  };
}

type Kind = 'number' | 'time' | 'bool' | 'text';

function kindOf(column: Column): Kind {
  switch (column.field.type) {
    case 'id':
    case 'int':
    case 'decimal':
    case 'base':
      return 'number';
    case 'date':
    case 'datetime':
      return 'time';
    case 'bool':
      return 'bool';
    case 'text':
    case 'code':
    case 'status':
      return 'text';
  }
}

function reader(
  operand: Operand,
  kind: Kind,
  column: (path: string) => Column,
): (joined: JoinedRow) => Comparable | null {
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

function comparable(value: Exclude<Value, null>, kind: Kind): Comparable {
  if (isDecimal(value)) return kind === 'text' ? value.toFixed() : value;
  switch (kind) {
    case 'number':
      return toNumber(value);
    case 'time':
      return typeof value === 'number' ? value : toTime(String(value));
    case 'bool':
      return ['1', 'true'].includes(String(value).toLowerCase()) ? 1 : 0;
    case 'text':
      return String(value);
  }
}

function toNumber(value: string | number | boolean): Big {
  const text = String(value).trim();
  if (text === '') return new Big(0);
  if (!/^[-+]?\d+(\.\d+)?$/.test(text)) {
    throw new BusinessError(msgCode.exception, `将值“${text}”转换为数字时失败。`);
  }
  return new Big(text.replace('+', ''));
}

function toTime(text: string): number {
  const ms = parseLocal(text);
  if (ms === undefined) {
    throw new BusinessError(msgCode.exception, `从字符串“${text}”转换日期和/或时间时失败。`);
  }
  return ms;
}

/** Negative, zero or positive. Text compares as the database does: without case and trailing blanks. */
export function compareValues(a: Comparable, b: Comparable): number {
  if (isDecimal(a)) return a.cmp(isDecimal(b) ? b : new Big(b));
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [folded(a), folded(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function folded(value: Comparable): string {
  return (isDecimal(value) ? value.toFixed() : String(value)).trimEnd().toLowerCase();
}

function holds(operator: Comparison, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
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

/** `%` any text, `_` one character, `[…]` one of a set. */
function likePattern(pattern: string): RegExp {
  const source = pattern.replaceAll(
    /\[([^\]]+)\]|[%_]|[.*+?^${}()|\\[\]]/g,
    (part, set?: string) => {
      if (set !== undefined) return `[${set.replaceAll('\\', '\\\\')}]`;
      if (part === '%') return '[^]*';
      return part === '_' ? '[^]' : `\\${part}`;
    },
  );
  try {
    return new RegExp(`^${source}$`, 'i');
  } catch {
    throw new BusinessError(msgCode.exception, `模糊条件“${pattern}”不正确。`);
  }
}
