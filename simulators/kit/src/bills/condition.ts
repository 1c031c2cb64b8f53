import { Big } from 'big.js';
import { readLocalTime } from '../local-time.js';
import { BadCondition, type Comparison, type Condition, type Operand } from './condition-syntax.js';
import type { FieldType, Value } from './bill-form.js';
import { likeTest } from './like.js';

/** How the values of a field compare, and how to read one of a row. */
export interface Column<Row> {
  readonly type: FieldType;
  read(row: Row): Value;
}

/** True, false, or unknown, as SQL has it: nothing compares with null. */
type Truth = boolean | null;
type Test<Row> = (row: Row) => Truth;
type Reader<Row> = (row: Row) => Big | number | string | null;

/**
 * Makes a condition ready to be asked of every row.
 *
 * @param columnOf throws for a field that does not exist
 * @throws BadCondition for a literal that does not fit its field
 */
export function compileCondition<Row>(
  condition: Condition,
  columnOf: (key: string) => Column<Row>,
): (row: Row) => boolean {
  const test = compile(condition, columnOf);
  return (row) => test(row) === true;
}

function compile<Row>(condition: Condition, columnOf: (key: string) => Column<Row>): Test<Row> {
  switch (condition.kind) {
    case 'and': {
      const tests = condition.parts.map((part) => compile(part, columnOf));
      return (row) => fold(tests, row, false);
    }
    case 'or': {
      const tests = condition.parts.map((part) => compile(part, columnOf));
      return (row) => fold(tests, row, true);
    }
    case 'not': {
      const test = compile(condition.part, columnOf);
      return (row) => {
        const truth = test(row);
        return truth === null ? null : !truth;
      };
    }
    case 'compare':
      return comparison(condition.by, condition.left, condition.right, columnOf);
    case 'in': {
      const tests = condition.list.map((each) => comparison('=', condition.left, each, columnOf));
      return (row) => fold(tests, row, true);
    }
    case 'like': {
      const read = reader(condition.left, 'text', columnOf);
      const wanted = likeTest(condition.pattern, { sets: false });
      return (row) => {
        const value = read(row);
        return value === null ? null : wanted(String(value));
      };
    }
    case 'null': {
      const read = reader(condition.left, 'text', columnOf);
      return (row) => read(row) === null;
    }
  }
}

/** `stop` settles the matter: false for "all", true for "any". */
function fold<Row>(tests: readonly Test<Row>[], row: Row, stop: boolean): Truth {
  let truth: Truth = !stop;
  for (const test of tests) {
    const each = test(row);
    if (each === stop) return stop;
    if (each === null) truth = null;
  }
  return truth;
}

function comparison<Row>(
  by: Comparison,
  left: Operand,
  right: Operand,
  columnOf: (key: string) => Column<Row>,
): Test<Row> {
  const type = typeOf(left, columnOf) ?? typeOf(right, columnOf) ?? 'text';
  const readLeft = reader(left, type, columnOf);
  const readRight = reader(right, type, columnOf);
  return (row) => {
    const order = compare(readLeft(row), readRight(row));
    return order === null ? null : holds(by, order);
  };
}

function typeOf<Row>(
  operand: Operand,
  columnOf: (key: string) => Column<Row>,
): FieldType | undefined {
  return operand.kind === 'field' ? columnOf(operand.key).type : undefined;
}

function reader<Row>(
  operand: Operand,
  type: FieldType,
  columnOf: (key: string) => Column<Row>,
): Reader<Row> {
  if (operand.kind === 'null') return () => null;
  if (operand.kind === 'literal') {
    const value = literalOf(operand.text, type);
    return () => value;
  }
  const column = columnOf(operand.key);
  return (row) => {
    const value = column.read(row);
    if (value === null) return null;
    return column.type === 'decimal' || column.type === 'int' ? new Big(value) : value;
  };
}

function literalOf(text: string, type: FieldType): Big | number | string {
  switch (type) {
    case 'int':
    case 'decimal':
      if (!/^[-+]?\d+(\.\d+)?$/.test(text.trim())) throw new BadCondition(`“${text}”不是数字`);
      return new Big(text.trim().replace('+', ''));
    case 'date':
    case 'time': {
      const time = readLocalTime(text);
      if (time === undefined) throw new BadCondition(`“${text}”不是日期`);
      return time;
    }
    case 'text':
    case 'reference':
      return text;
  }
}

/** Negative, zero or positive; null when one is missing. */
function compare(
  left: ReturnType<Reader<unknown>>,
  right: ReturnType<Reader<unknown>>,
): number | null {
  if (left === null || right === null) return null;
  if (left instanceof Big && right instanceof Big) return left.cmp(right);
  if (typeof left === 'number' && typeof right === 'number') return Math.sign(left - right);
  const [one, other] = [String(left).toLowerCase(), String(right).toLowerCase()];
  return one < other ? -1 : one > other ? 1 : 0;
}

function holds(by: Comparison, order: number): boolean {
  switch (by) {
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
