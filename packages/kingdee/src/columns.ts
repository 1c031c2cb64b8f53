import type { Cell } from './exact-json.js';
import type { FieldName, PresentKeys } from './form.js';

/** The cells of one bill by what they mean; a field the form does not have is null. */
export interface BillRow {
  readonly id: Cell;
  readonly number: Cell;
  readonly modifiedAt: Cell;
  readonly documentStatus: Cell;
  readonly closeStatus: Cell;
  readonly cancelStatus: Cell;
  readonly date: Cell;
  readonly amount: Cell;
  readonly currencyCode: Cell;
  readonly currencyNumber: Cell;
  readonly localAmount: Cell;
  readonly localCurrencyCode: Cell;
  readonly localCurrencyNumber: Cell;
  readonly exchangeRate: Cell;
  readonly counterparty: Cell;
  readonly departmentId: Cell;
  readonly department: Cell;
  readonly organisation: Cell;
  readonly creatorId: Cell;
  readonly creatorName: Cell;
  readonly note: Cell;
}

interface Column {
  readonly name: keyof BillRow;
  readonly field: FieldName;
  /** Part of the base data that is read; empty for the field itself. */
  readonly part: '' | '.FName' | '.FNumber' | '.FCODE';
}

const columns: readonly Column[] = [
  { name: 'number', field: 'number', part: '' },
  { name: 'modifiedAt', field: 'modifiedAt', part: '' },
  { name: 'documentStatus', field: 'documentStatus', part: '' },
  { name: 'closeStatus', field: 'closeStatus', part: '' },
  { name: 'cancelStatus', field: 'cancelStatus', part: '' },
  { name: 'date', field: 'date', part: '' },
  { name: 'amount', field: 'amount', part: '' },
  { name: 'currencyCode', field: 'currency', part: '.FCODE' },
  { name: 'currencyNumber', field: 'currency', part: '.FNumber' },
  { name: 'localAmount', field: 'localAmount', part: '' },
  { name: 'localCurrencyCode', field: 'localCurrency', part: '.FCODE' },
  { name: 'localCurrencyNumber', field: 'localCurrency', part: '.FNumber' },
  { name: 'exchangeRate', field: 'exchangeRate', part: '' },
  { name: 'counterparty', field: 'counterparty', part: '.FName' },
  { name: 'departmentId', field: 'department', part: '' },
  { name: 'department', field: 'department', part: '.FName' },
  { name: 'organisation', field: 'organisation', part: '.FNumber' },
  { name: 'creatorId', field: 'creator', part: '' },
  { name: 'creatorName', field: 'creator', part: '.FName' },
  { name: 'note', field: 'note', part: '' },
];

/** Key of a bill's internal id; the same on all bills. */
export const billIdKey = 'FID';

/** What to ask a form for, and how to read a row of the answer. */
export class BillColumns {
  readonly fields: readonly string[];
  readonly #names: readonly (keyof BillRow)[];

  constructor(keys: PresentKeys) {
    const asked = columns.flatMap(({ name, field, part }) => {
      const key = keys[field];
      return key === undefined ? [] : [{ name, key: `${key}${part}` }];
    });
    this.fields = [billIdKey, ...asked.map(({ key }) => key)];
    this.#names = ['id', ...asked.map(({ name }) => name)];
  }

  read(cells: readonly Cell[]): BillRow {
    const row: Record<keyof BillRow, Cell> = { ...emptyRow };
    for (const [index, name] of this.#names.entries()) row[name] = cells[index] ?? null;
    return row;
  }
}

const emptyRow = Object.fromEntries(
  ['id', ...columns.map(({ name }) => name)].map((name) => [name, null]),
) as unknown as BillRow;
