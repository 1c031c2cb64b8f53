import { idKey, lineIdKey, organisationKey, timeKey } from './form.js';
import { standsBehind, type Bill, type Range } from './bill-table.js';

/** What a filter of ExecuteBillQuery asks for. */
export interface Question {
  readonly range: Range;
  /** Bills by internal id; null when they are asked for by time. */
  readonly ids: readonly number[] | null;
  /** In order of id: only what stands behind this id. */
  readonly behindId: number | null;
  /** Rows of bills: only what stands behind this row of this bill. */
  readonly behindRow: { readonly id: number; readonly row: number } | null;
}

const escaped = (text: string): string => text.replaceAll('.', '\\.');
const [time, id, row, owner] = [timeKey, idKey, lineIdKey, organisationKey].map(escaped);
const moment = `'([^']+)'`;
const patterns = {
  since: new RegExp(`^${String(time)}>=${moment}$`),
  after: new RegExp(
    `^\\(${String(time)}>${moment} or \\(${String(time)}=${moment} and ${String(id)}>(\\d+)\\)\\)$`,
  ),
  until: new RegExp(
    `^\\(${String(time)}<${moment} or \\(${String(time)}=${moment} and ${String(id)}<=(\\d+)\\)\\)$`,
  ),
  lookBack: new RegExp(
    `^\\((${String(time)}>=${moment}|\\(${String(time)}>.+?>\\d+\\)\\)) or (\\(.+\\))\\)$`,
  ),
  owners: new RegExp(`^${String(owner)} in \\((.+)\\)$`),
  ids: new RegExp(`^${String(id)} in \\((.+)\\)$`),
  one: new RegExp(`^${String(id)}=(\\d+)$`),
  behind: new RegExp(`^${String(id)}>(\\d+)$`),
  behindRow: new RegExp(
    `^\\(${String(id)}>\\d+ or \\(${String(id)}=(\\d+) and ${String(row)}>(\\d+)\\)\\)$`,
  ),
} as const;

const ownersKnown = new Map<string, ReadonlySet<string>>();
const offset = '+08:00';

/** Reads the filters that the hub's own client writes. @throws Error for any other, since its answer would be wrong */
export function readQuestion(filter: string): Question {
  let range: Range = { from: 0, afterId: null, until: null, organisations: null };
  const question: { -readonly [K in keyof Question]: Question[K] } = {
    range,
    ids: null,
    behindId: null,
    behindRow: null,
  };
  for (const part of partsOf(filter)) {
    const [name, found] = kindOf(part);
    const [, first = '', second = '', third = ''] = found;
    switch (name) {
      case 'since':
        range = { ...range, from: timeOf(first) };
        break;
      case 'after':
        range = { ...range, from: timeOf(first), afterId: Number(third) };
        break;
      case 'lookBack':
        range = { ...range, wanted: wantedOf(first, third) };
        break;
      case 'until':
        range = { ...range, until: { modifiedAt: timeOf(second), id: Number(third) } };
        break;
      case 'owners':
        range = { ...range, organisations: ownersOf(first) };
        break;
      case 'ids':
        question.ids = first.split(',').map(Number);
        break;
      case 'one':
        question.ids = [Number(first)];
        break;
      case 'behind':
        question.behindId = Number(first);
        break;
      case 'behindRow':
        question.behindRow = { id: Number(first), row: Number(second) };
        break;
    }
  }
  return { ...question, range };
}

const slice = new RegExp(
  `${String(time)}>=${moment} and ${String(id)} not in \\(([\\d,]+)\\)`,
  'g',
);

/** Bills behind a place, and those before it that were not known in their slice. */
function wantedOf(place: string, slices: string): (bill: Bill) => boolean {
  const since = patterns.since.exec(place);
  const [, from = '', , afterId = ''] = since ?? patterns.after.exec(place) ?? [];
  const begins = { modifiedAt: timeOf(from), id: since === null ? Number(afterId) : -1 };
  const known = [...slices.matchAll(slice)].map(([, at = '', ids = '']) => ({
    at: timeOf(at),
    ids: new Set(ids.split(',').map(Number)),
  }));
  if (known.length === 0) throw new Error(`the stub of the ERP finds no slice in ${slices}`);
  return (bill) =>
    standsBehind(bill, begins) ||
    known.some(({ at, ids }) => bill.modifiedAt >= at && !ids.has(bill.id));
}

function kindOf(part: string): readonly [keyof typeof patterns, RegExpExecArray] {
  for (const [name, pattern] of Object.entries(patterns)) {
    const found = pattern.exec(part);
    if (found !== null) return [name as keyof typeof patterns, found];
  }
  throw new Error(`the stub of the ERP does not understand the condition ${part}`);
}

/** Splits at every `and` outside of parentheses. */
function partsOf(filter: string): readonly string[] {
  const parts: string[] = [];
  let [depth, begin] = [0, 0];
  for (let at = 0; at < filter.length; at += 1) {
    const sign = filter[at];
    if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    else if (depth === 0 && filter.startsWith(' and ', at)) {
      parts.push(filter.slice(begin, at));
      begin = at + 5;
    }
  }
  return [...parts, filter.slice(begin)].filter((part) => part !== '');
}

function ownersOf(list: string): ReadonlySet<string> {
  const known = ownersKnown.get(list);
  if (known !== undefined) return known;
  const owners = new Set(list.split(',').map((text) => text.slice(1, -1)));
  ownersKnown.set(list, owners);
  return owners;
}

function timeOf(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}${offset}`);
}
