import { BusinessError, msgCode } from '../business-error.js';
import { textOf } from '../text.js';
import { conditionText, meaningOf } from './filter-symbols.js';
import type { Filter } from './filter.js';
import { parseFilter } from './parse-filter.js';

/** A name, never a piece of a condition. */
const fieldPath = /^[\w$.\u4e00-\u9fff]+$/;

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
  const compare = textOf(part['Compare']).trim().toLowerCase();
  const meaning = meaningOf(compare);
  if (meaning === undefined) {
    throw new BusinessError(msgCode.parameter, `过滤条件的比较符“${compare}”不存在。`);
  }
  const [left, right] = [textOf(part['Left']), textOf(part['Right'])];
  const field = textOf(part['FieldName']).trim();
  if (!/^[\s(]*$/.test(left) || !/^[\s)]*$/.test(right)) {
    throw new BusinessError(msgCode.parameter, '过滤条件的Left与Right只能是括号。');
  }
  if (!fieldPath.test(field)) {
    throw new BusinessError(msgCode.fieldUnknown, `元数据中标识为${field}的字段不存在`);
  }
  const logic = isLast ? '' : logicOf(textOf(part['Logic']));
  const value: unknown = part['Value'];
  const text = Array.isArray(value) ? value.map(textOf).join(',') : textOf(value);
  const condition = conditionText(field, meaning, text);
  return `${left} ${condition} ${right} ${logic}`;
}

/** The vendor's documents write 0 and 1 as well as AND and OR. */
function logicOf(given: string): 'and' | 'or' {
  const logic = given.trim().toLowerCase();
  if (logic === '1' || logic === 'or') return 'or';
  if (['', '0', 'and'].includes(logic)) return 'and';
  throw new BusinessError(msgCode.parameter, `过滤条件的Logic“${given}”不是0（AND）或1（OR）。`);
}
