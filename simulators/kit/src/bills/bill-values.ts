import { Big } from 'big.js';
import { localMidnight, readLocalTime } from '../local-time.js';
import { BillRefusal, type BillField, type Value, type Values } from './bill-form.js';

/** Who acts and when, for defaults and for what operations set. */
export interface Acting {
  readonly user: string;
  readonly now: number;
}

/** Stands for the acting user, the moment, or the day where a data file says so. */
export function resolved(value: Value, { user, now }: Acting): Value {
  switch (value) {
    case '$user':
      return user;
    case '$now':
      return Math.floor(now / 1000) * 1000;
    case '$today':
      return localMidnight(now);
    default:
      return value;
  }
}

/** Reads what a client sent for a field. `undefined` and blanks mean "not given". */
export function readValue(
  field: BillField,
  sent: unknown,
  find: (base: string, sent: unknown) => string | null | undefined,
): Value {
  if (sent === undefined || sent === null || sent === '') return null;
  switch (field.type) {
    case 'reference': {
      const number = find(field.base ?? '', sent);
      if (number === undefined) throw new BillRefusal(`${field.name}不存在`, field.key);
      return number;
    }
    case 'decimal':
      return decimalOf(field, sent);
    case 'int': {
      const whole = Number(sent);
      if (!Number.isSafeInteger(whole)) throw new BillRefusal(`${field.name}不是整数`, field.key);
      return whole;
    }
    case 'date':
    case 'time': {
      const time = typeof sent === 'number' ? sent : readLocalTime(textOf(sent));
      if (time === undefined) throw new BillRefusal(`${field.name}不是日期`, field.key);
      return field.type === 'date' ? localMidnight(time) : time;
    }
    case 'text':
      return textOf(sent);
  }
}

/** Fills what is computed and not given. */
export function compute(row: Values, fields: readonly BillField[], entries: Entries): void {
  for (const { key, product, sum } of fields) {
    if (sum !== undefined) {
      const [entry, part] = sum;
      const parts = (entries[entry] ?? []).map((each) => new Big(each[part] ?? 0));
      row[key] = parts.reduce((total, each) => total.plus(each), new Big(0)).toFixed();
    } else if (product !== undefined && row[key] === null) {
      const [left, right] = product;
      row[key] = new Big(row[left] ?? 0)
        .times(row[right] ?? 0)
        .round(2, Big.roundHalfUp)
        .toFixed();
    }
  }
}

type Entries = Readonly<Record<string, readonly Values[]>>;

function decimalOf(field: BillField, sent: unknown): string {
  try {
    return new Big(textOf(sent)).toFixed();
  } catch {
    throw new BillRefusal(`${field.name}不是数字`, field.key);
  }
}

function textOf(sent: unknown): string {
  if (typeof sent === 'string') return sent.trim();
  if (typeof sent === 'number' || typeof sent === 'boolean') return String(sent);
  return JSON.stringify(sent);
}
