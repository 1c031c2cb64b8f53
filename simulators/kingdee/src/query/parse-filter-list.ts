import { BusinessError, msgCode } from '../business-error.js';
import type { Filter } from './filter.js';
import { parseFilter } from './parse-filter.js';

/**
 * Comparison ids of the array form. Only 67 is documented to us; the operators
 * themselves are accepted beside it.
 */
const operators: Readonly<Record<string, string>> = {
  '67': '=',
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  like: 'like',
};

/** Reads the array form of a filter: `[{Left, FieldName, Compare, Value, Right, Logic}]`. */
export function parseFilterList(items: readonly unknown[]): Filter | undefined {
  const parts = items.map((item, index) => writeItem(item, index === items.length - 1));
  return parseFilter(parts.join(' '));
}

/** The array form is the text form cut in pieces; writing it as text keeps one parser. */
function writeItem(item: unknown, isLast: boolean): string {
  if (typeof item !== 'object' || item === null) {
    throw new BusinessError(msgCode.parameter, '过滤条件数组的每一项都应是对象。');
  }
  const part = item as Readonly<Record<string, unknown>>;
  const compare = textOf(part['Compare']).toLowerCase();
  const operator = operators[compare];
  if (operator === undefined) {
    throw new BusinessError(msgCode.parameter, `过滤条件的比较符“${compare}”不存在。`);
  }
  const logic = isLast ? '' : textOf(part['Logic']) === '1' ? 'or' : 'and';
  const value = textOf(part['Value']).replaceAll("'", "''");
  return `${textOf(part['Left'])} ${textOf(part['FieldName'])} ${operator} '${value}' ${textOf(part['Right'])} ${logic}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
