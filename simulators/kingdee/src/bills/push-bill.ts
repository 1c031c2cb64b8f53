import { Big } from 'big.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet, Actor } from '../database/account-set.js';
import { isDecimal, type EntryRow, type Row, type Value } from '../database/row.js';
import type { Field, Form } from '../forms/form.js';
import { printLocal } from '../server-time.js';
import { statusOf } from './bill-fields.js';
import type { Conversion } from './conversion.js';
import { saveBill } from './save-bill.js';

/** A row of an earlier bill with what is left of it to push. */
interface SourceRow {
  readonly bill: Row;
  readonly entry: EntryRow;
  readonly left: Big;
}

export interface PushWish {
  readonly conversion: Conversion;
  readonly bills: readonly Row[];
  /** Rows that are meant; all when empty. */
  readonly entryIds: readonly number[];
  /** Store a bill that fails its checks as a draft. */
  readonly draftWhenSaveFails: boolean;
}

export interface Pushed {
  readonly rows: readonly Row[];
  readonly refusals: readonly BusinessError[];
}

/** Makes the bills that follow from others, and links them row by row. */
export function pushBills(account: AccountSet, actor: Actor, wish: PushWish): Pushed {
  const { conversion } = wish;
  const source = account.erp.forms.get(conversion.from);
  const target = account.erp.forms.get(conversion.to);
  const open = openRows(account, source, wish);
  if (open.length === 0) {
    throw new BusinessError(
      msgCode.validation,
      `没有满足转换规则“${conversion.name}”条件的${source.name}数据。`,
    );
  }
  const rows: Row[] = [];
  const refusals: BusinessError[] = [];
  for (const group of groups(source, conversion, open)) {
    try {
      rows.push(pushGroup(account, actor, { source, target, group, wish }));
    } catch (error) {
      if (!(error instanceof BusinessError)) throw error;
      refusals.push(error);
    }
  }
  return { rows, refusals };
}

/** Rows of audited bills that have something left. */
function openRows(account: AccountSet, source: Form, wish: PushWish): readonly SourceRow[] {
  const { from, quantity } = wish.conversion.entry;
  return wish.bills
    .filter((bill) => statusOf(source, bill) === 'C')
    .flatMap((bill) =>
      (bill.entries[from] ?? []).flatMap((entry) => {
        if (wish.entryIds.length > 0 && !wish.entryIds.includes(entry.id)) return [];
        const whole = entry.values[quantity.from];
        const used = account.links
          .downstreamOf({ formId: source.id, id: Number(bill.id) })
          .filter((link) => link.from.entryId === entry.id && link.to.formId === wish.conversion.to)
          .reduce((sum, link) => sum.plus(link.quantity), new Big(0));
        const left = (isDecimal(whole) ? whole : new Big(0)).minus(used);
        return left.gt(0) ? [{ bill, entry, left }] : [];
      }),
    );
}

function groups(
  source: Form,
  conversion: Conversion,
  open: readonly SourceRow[],
): readonly (readonly SourceRow[])[] {
  const byKey = new Map<string, SourceRow[]>();
  for (const row of open) {
    const parts = conversion.groupBy.map((path) => readSource(source, row, path).value);
    const key = JSON.stringify(conversion.groupBy.length === 0 ? [row.bill.id] : parts);
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  return [...byKey.values()];
}

function pushGroup(
  account: AccountSet,
  actor: Actor,
  of: { source: Form; target: Form; group: readonly SourceRow[]; wish: PushWish },
): Row {
  const { source, target, group, wish } = of;
  const { head, entry } = wish.conversion;
  const [first] = group;
  const write = (row: SourceRow | undefined, fields: Readonly<Record<string, string>>): object =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([key, path]) => {
        const given = row === undefined ? undefined : writeValue(account, of, row, { key, path });
        return given === undefined ? [] : [[key, given]];
      }),
    );
  const model = {
    ...write(first, head),
    [entry.to]: group.map((row) => ({
      ...write(row, entry.fields),
      [entry.quantity.to]: row.left.toFixed(),
    })),
  };
  const saved = saveOrDraft(account, target, actor, { model, wish });
  const written = saved.entries[entry.to] ?? [];
  group.forEach((row, at) => {
    account.links.add({
      from: { formId: source.id, id: Number(row.bill.id), entryId: row.entry.id },
      to: { formId: target.id, id: Number(saved.id), entryId: written[at]?.id ?? 0 },
      quantity: row.left,
    });
  });
  return saved;
}

function saveOrDraft(
  account: AccountSet,
  target: Form,
  actor: Actor,
  { model, wish }: { model: Readonly<Record<string, unknown>>; wish: PushWish },
): Row {
  const save = (draft: boolean): Row =>
    saveBill(account, target, actor, model, { draft, deleteMissingRows: true });
  try {
    return save(false);
  } catch (error) {
    if (!(error instanceof BusinessError) || !wish.draftWhenSaveFails) throw error;
    return save(true);
  }
}

function readSource(
  source: Form,
  row: SourceRow,
  path: string,
): { readonly field?: Field; readonly value: Value } {
  const found = source.find(path);
  if (found === undefined) return { value: null };
  const values = found.entry === undefined ? row.bill.values : row.entry.values;
  return { field: found.field, value: values[found.field.key] ?? null };
}

/** A source as the target's Model takes it; undefined when there is nothing to take over. */
function writeValue(
  account: AccountSet,
  { source, target }: { source: Form; target: Form },
  row: SourceRow,
  { key, path }: { key: string; path: string },
): unknown {
  const field = target.find(key)?.field;
  if (field === undefined) return undefined;
  if (path === '#number') return account.numberOf(source, row.bill);
  if (path === '#entry') return row.entry.id;
  if (path.startsWith('=')) return constant(account, field, path.slice(1));
  const { value } = readSource(source, row, path);
  if (value === null) return undefined;
  if (field.type === 'base') return { Id: value };
  if (isDecimal(value)) return value.toFixed();
  const isTime = field.type === 'date' || field.type === 'datetime';
  return isTime && typeof value === 'number' ? printLocal(value) : value;
}

/** Base data that this account set does not have is left out. */
function constant(account: AccountSet, field: Field, text: string): unknown {
  if (field.type !== 'base') return text;
  const form = account.erp.forms.find(field.form ?? '');
  const row = form === undefined ? undefined : account.rowByNumber(form, text);
  return row === undefined ? undefined : { Id: row.id };
}
