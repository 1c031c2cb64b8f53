import { currencyOf } from '../currency.js';
import { identity, textOf, timeOf } from '../cells.js';
import type { Part, Row } from '../columns.js';
import { isRecord, type Cell } from '../exact-json.js';
import type { WiseRecord } from './wise-client.js';
import { made, type WiseForm } from './wise-form.js';

/** What a bill of this account set has in common with all others. */
export interface WiseLocale {
  readonly lcid: number;
  readonly utcOffsetMinutes: number;
  /** Number of the organisation in the hub; an account set is one company. */
  readonly organisation: string;
  /** ISO 4217. */
  readonly localCurrency: string;
  /** ISO codes by what the system calls a currency, beside those it brings along. */
  readonly currencies: Readonly<Record<string, string>>;
}

/** Names of the currencies that the product brings along. */
const byName: Readonly<Record<string, string>> = {
  人民币: 'CNY',
  美元: 'USD',
  港币: 'HKD',
  港元: 'HKD',
  欧元: 'EUR',
  日元: 'JPY',
  英镑: 'GBP',
  新台币: 'TWD',
};

const voided = 'B';
const closed = 'B';
/** Steps in the codes of K3Cloud, by FStatus. */
const steps: Readonly<Record<string, string>> = { '0': 'A', '1': 'C', '2': 'C', '3': 'C' };

/** A line of a list, read in the terms in which bills of K3Cloud are read. */
export function wiseRow(
  record: WiseRecord,
  form: WiseForm,
  locale: WiseLocale,
  index: number,
): Row {
  const cells = new Map(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]));
  const cell = (key: string | undefined, part: Part = ''): Cell =>
    key === undefined ? null : partOf(cells.get(key.toLowerCase()) ?? null, part);
  return {
    of: (key, part = '') => {
      switch (key) {
        case made.changed:
          return changedOf(cell, form, locale);
        case made.status:
          return statusOf(cell, form);
        case made.closed:
          return isClosed(cell, form) ? closed : 'A';
        case made.cancelled:
          return isSet(cell(form.status.cancelled)) ? voided : 'A';
        case made.organisation:
          return locale.organisation;
        case made.localCurrency:
          return locale.localCurrency;
        case made.row:
          return String(index + 1);
        case form.definition.fields.currency:
          return currencyIn(cell(key), cell(key, '.FNumber'), locale);
        default:
          return cell(key, part);
      }
    },
  };
}

type Read = (key: string | undefined, part?: Part) => Cell;

/** References are printed as name, as code, or as {FNumber, FName}; which one is for the site to say. */
function partOf(value: unknown, part: Part): Cell {
  if (isRecord(value)) {
    const of = part === '.FName' ? value['FName'] : value['FNumber'];
    return scalar(of) ?? scalar(value['FName']);
  }
  return scalar(value);
}

function scalar(value: unknown): Cell {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null;
}

/**
 * When a bill was last changed, as far as the system tells: its own field where the site keeps one, else the day of the
 * audit, else the day of the bill. Changes that move neither are found by comparing (differences.ts).
 */
function changedOf(cell: Read, form: WiseForm, locale: WiseLocale): Cell {
  const kept = cell(form.changedAt);
  if (textOf(kept) !== null) return kept;
  const days = [cell(form.status.checkedAt), cell(singleKey(form))];
  const [newest] = days
    .flatMap((day) => {
      const at = timeOf(day, locale);
      return at === null ? [] : [{ day, at }];
    })
    .toSorted((left, right) => right.at - left.at);
  return newest?.day ?? null;
}

function singleKey({ definition }: WiseForm): string | undefined {
  return [definition.fields.date].flat()[0];
}

function statusOf(cell: Read, form: WiseForm): Cell {
  const { status, checker, level } = form.status;
  const code = textOf(cell(status));
  if (code === null) return identity(cell(checker)) === null ? 'A' : 'C';
  if (code === '0' && isSet(cell(level))) return 'B';
  // What is not known stays as it is, so that the message can name it.
  return steps[code] ?? code;
}

function isClosed(cell: Read, { status }: WiseForm): boolean {
  return textOf(cell(status.status)) === '3' || isSet(cell(status.closed));
}

function isSet(cell: Cell): boolean {
  const text = textOf(cell)?.toLowerCase();
  return text !== undefined && !['0', 'false', 'n', ''].includes(text);
}

function currencyIn(name: Cell, code: Cell, { currencies }: WiseLocale): Cell {
  for (const cell of [name, code]) {
    const said = textOf(cell) ?? '';
    const known = currencies[said] ?? byName[said];
    if (known !== undefined) return known;
  }
  return currencyOf(code, null);
}
