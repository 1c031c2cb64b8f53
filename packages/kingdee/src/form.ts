/**
 * A field key, or several where editions of the ERP differ: the first one that the ERP at hand has is read. Of a key such
 * as `FAccountBookID.FCURRENCYID` only the first part can be looked for.
 */
export type FieldKey = string | readonly string[];

/** What the hub calls a field, and its key. */
type NamedKeys = Readonly<Record<string, FieldKey>>;

/**
 * Where a form keeps what the hub needs, by field key of the ERP.
 *
 * Keys marked "reference" point to base data; the hub reads the parts it needs (`.FName`, `.FNumber`, `.FCODE`) itself.
 */
export interface FormFields {
  readonly number: FieldKey;
  readonly modifiedAt: FieldKey;
  /** Z draft, A created, B in approval, C approved, D to be reworked. */
  readonly documentStatus: FieldKey;
  /** A open, B closed. */
  readonly closeStatus?: FieldKey | undefined;
  /** A in force, B voided. */
  readonly cancelStatus?: FieldKey | undefined;
  /** Business date. */
  readonly date: FieldKey;
  /** Total in the currency of the bill. */
  readonly amount?: FieldKey | undefined;
  /** Reference: currency of the bill. */
  readonly currency?: FieldKey | undefined;
  /** Total in the local currency, where the form keeps it. */
  readonly localAmount?: FieldKey | undefined;
  /** Reference: local currency. */
  readonly localCurrency?: FieldKey | undefined;
  /** Units of local currency for one of the bill's. */
  readonly exchangeRate?: FieldKey | undefined;
  /** Reference: supplier, customer or payee. */
  readonly counterparty?: FieldKey | undefined;
  /** Reference: department that answers for the bill. */
  readonly department?: FieldKey | undefined;
  /** Reference: organisation by which tenants are told apart. */
  readonly organisation: FieldKey;
  /** Reference: ERP user who created the bill. */
  readonly creator: FieldKey;
  readonly note?: FieldKey | undefined;
}

export type FieldName = keyof FormFields;

/** Where the rows of a form keep what the hub needs. All keys are of one entry; "reference" as above. */
export interface LineFields {
  /** Key of the entry. */
  readonly entry: string;
  /** Internal id of the row; default `<entry>_FEntryID`. */
  readonly id?: FieldKey | undefined;
  /** Reference: material, expense or account. */
  readonly item?: FieldKey | undefined;
  readonly quantity?: FieldKey | undefined;
  /** Reference: unit of the quantity. */
  readonly unit?: FieldKey | undefined;
  /** Price of one unit, tax included. */
  readonly price?: FieldKey | undefined;
  /** Amount in the currency of the bill, tax included. */
  readonly amount?: FieldKey | undefined;
  /** What is taken off the amount: the credit of a voucher. */
  readonly counterAmount?: FieldKey | undefined;
  readonly date?: FieldKey | undefined;
  /** Business status in the code of the ERP. */
  readonly status?: FieldKey | undefined;
  readonly note?: FieldKey | undefined;
  /** Money added up over all rows: `amount` is the total of the bill where its head has none, others are `amounts`. */
  readonly sums?: NamedKeys | undefined;
  /** Numbers added up over all rows, for `figures`. */
  readonly totals?: NamedKeys | undefined;
  /** The earliest date of all rows, for `dates`. */
  readonly earliest?: NamedKeys | undefined;
}

export type LineName = Exclude<keyof LineFields, 'entry' | 'sums' | 'totals' | 'earliest'>;

/** How a form tells what is to be paid when. */
export interface DueFields {
  /** Key of the date, of the head or of an entry, e.g. of a payment plan. */
  readonly date: FieldKey;
  /** What is to be paid, of the head or of the same entry; the total when absent. */
  readonly open?: FieldKey | undefined;
  /** What was paid of it, in the same place. */
  readonly paid?: FieldKey | undefined;
  /** What tells that all is paid. */
  readonly settled?: { readonly key: FieldKey; readonly values: readonly string[] } | undefined;
}

/** One form: in a file of forms/, or in a file `forms/*.yaml` of a tenant. Adding a form is adding such a file. */
export interface FormDefinition {
  /** Form id, spelt as the ERP spells it. */
  readonly form: string;
  /** Key of the internal id; default FID. */
  readonly idKey?: string | undefined;
  /** Name by language (2052 simplified Chinese, 1033 English). */
  readonly titles: Readonly<Record<number, string>>;
  readonly fields: FormFields;
  /** What stands before the number, for forms that begin anew every month: keys, or parts of references by name. */
  readonly numberPrefix?: readonly string[] | undefined;
  /** References to further ERP users. */
  readonly people?: NamedKeys | undefined;
  /** References to employees, who are read as the ERP users they are; left out where the ERP cannot tell. */
  readonly employees?: NamedKeys | undefined;
  readonly dates?: NamedKeys | undefined;
  /** In the currency of the bill. */
  readonly amounts?: NamedKeys | undefined;
  readonly figures?: NamedKeys | undefined;
  readonly lines?: LineFields | undefined;
  /** The first of them whose keys are all there. */
  readonly due?: readonly DueFields[] | undefined;
  /**
   * Fields that some installations lack, as `note`, `dates.due` or `lines.price`; they are left out where the ERP does
   * not know them. `lines` stands for all of the lines.
   */
  readonly optional: readonly string[];
}

/** Key of a bill's internal id on nearly all forms. */
export const usualIdKey = 'FID';

export function titleOf(definition: Pick<FormDefinition, 'form' | 'titles'>, lcid: number): string {
  return definition.titles[lcid] ?? definition.titles[2052] ?? definition.form;
}
