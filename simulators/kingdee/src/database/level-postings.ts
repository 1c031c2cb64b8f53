import { Big } from 'big.js';
import type { Journal } from '@hub/simulator-kit';
import type { Form, Posting } from '../forms/form.js';
import { printLocal } from '../server-time.js';
import type { AccountSet } from './account-set.js';
import { isDecimal, type EntryRow, type Row, type Value, type Values } from './row.js';

/**
 * Lets levels follow the bills: an audit posts to stock and budgets as the form's data file says, an un-audit takes it
 * back. Every change of a level is a `level.changed` of the journal, since the level's own row has no date of change.
 */
export function postFromJournal(accounts: readonly AccountSet[], journal: Journal): void {
  journal.subscribe(({ kind, data }) => {
    if (kind !== 'bill.audited' && kind !== 'bill.unaudited') return;
    const account = accounts.find((each) => each.acctId === data['acctId']);
    const form = account?.erp.forms.find(String(data['form']));
    if (account === undefined || form?.file.postings === undefined) return;
    const row = account.row(form, Number(data['id']));
    if (row === undefined) return;
    for (const change of postLevels(account, form, row, kind === 'bill.audited' ? 1 : -1)) {
      // Noted after the audit has reached every reader of the journal.
      queueMicrotask(() => journal.append('level.changed', change));
    }
  });
}

/** Posts a bill; the returned facts say what each level was and is. */
function postLevels(
  account: AccountSet,
  form: Form,
  row: Row,
  direction: 1 | -1,
): readonly Record<string, unknown>[] {
  return (form.file.postings ?? []).flatMap((posting) =>
    (row.entries[posting.entry] ?? []).flatMap((line) => {
      const target = account.erp.forms.get(posting.to);
      const wanted = wantedLevel(form, posting, row, line);
      const level = wanted === undefined ? undefined : levelOf(account, target, posting, wanted);
      if (level === undefined) return [];
      const sign = posting.sign === '+' ? direction : -direction;
      const changed = Object.entries(posting.add).map(([key, from]) =>
        change(level.values, key, line, from, sign),
      );
      for (const [key, from] of Object.entries(posting.subtract ?? {})) {
        change(level.values, key, line, from, -sign);
      }
      const [first] = changed;
      return [{ acctId: account.acctId, form: target.id, id: level.id, match: wanted, ...first }];
    }),
  );
}

/** What identifies the level; undefined when the bill leaves a part of it open. */
function wantedLevel(form: Form, posting: Posting, row: Row, line: EntryRow): Values | undefined {
  const wanted: Values = {};
  for (const [key, from] of Object.entries(posting.match)) {
    const placed = form.find(from);
    if (placed === undefined) return undefined;
    const values = placed.entry === undefined ? row.values : line.values;
    const value = values[placed.field.key] ?? null;
    if (value === null) return undefined;
    if (placed.field.type === 'date') {
      const [year, month] = printLocal(Number(value)).split('-');
      Object.assign(wanted, { FYear: Number(year), FPeriod: Number(month) });
    } else wanted[key] = value;
  }
  return wanted;
}

function levelOf(
  account: AccountSet,
  target: Form,
  posting: Posting,
  wanted: Values,
): Row | undefined {
  const entries = Object.entries(wanted);
  for (const row of account.rows(target)) {
    if (entries.every(([key, value]) => row.values[key] === value)) return row;
  }
  if (posting.create !== true) return undefined;
  const id = account.nextId();
  const level: Row = { id, entries: {}, values: { ...wanted, [target.keyField.key]: id } };
  account.put(target, level);
  return level;
}

function change(
  values: Values,
  key: string,
  line: EntryRow,
  from: string,
  sign: number,
): { readonly field: string; readonly before: string; readonly after: string } {
  const before = decimal(values[key] ?? null);
  const after = before.plus(decimal(line.values[from] ?? null).times(sign));
  values[key] = after;
  return { field: key, before: before.toFixed(), after: after.toFixed() };
}

function decimal(value: Value): Big {
  return isDecimal(value) ? value : new Big(0);
}
