import { BusinessError, msgCode } from '../business-error.js';
import { textOf } from '../text.js';
import { conditionText, meaningOf } from './filter-symbols.js';
import type { Filter } from './filter.js';
import { parseFilter } from './parse-filter.js';

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
  const logic = isLast ? '' : textOf(part['Logic']) === '1' ? 'or' : 'and';
  const condition = conditionText(textOf(part['FieldName']), meaning, textOf(part['Value']));
  return `${textOf(part['Left'])} ${condition} ${textOf(part['Right'])} ${logic}`;
}
