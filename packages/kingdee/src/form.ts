/**
 * Where a form keeps what the hub needs, by field key of the ERP. One file per form in forms/; adding a form is
 * adding such a file.
 *
 * Keys marked "reference" point to base data; the hub reads the parts it needs (`.FName`, `.FNumber`, `.FCODE`) itself.
 */
export interface FormFields {
  readonly number: string;
  readonly modifiedAt: string;
  /** Z draft, A created, B in approval, C approved, D to be reworked. */
  readonly documentStatus: string;
  /** A open, B closed. */
  readonly closeStatus?: string;
  /** A in force, B voided. */
  readonly cancelStatus?: string;
  /** Business date. */
  readonly date: string;
  /** Total in the currency of the bill. */
  readonly amount?: string;
  /** Reference: currency of the bill. */
  readonly currency?: string;
  /** Total in the local currency, where the form keeps it. */
  readonly localAmount?: string;
  /** Reference: local currency. */
  readonly localCurrency?: string;
  /** Units of local currency for one of the bill's. */
  readonly exchangeRate?: string;
  /** Reference: supplier, customer or payee. */
  readonly counterparty?: string;
  /** Reference: department that answers for the bill. */
  readonly department?: string;
  /** Reference: organisation by which tenants are told apart. */
  readonly organisation: string;
  /** Reference: ERP user who created the bill. */
  readonly creator: string;
  readonly note?: string;
}

export type FieldName = keyof FormFields;

export interface FormDefinition {
  /** Form id, spelt as the ERP spells it. */
  readonly form: string;
  /** Name by language (2052 simplified Chinese, 1033 English). */
  readonly titles: Readonly<Record<number, string>>;
  readonly fields: FormFields;
  /** Fields that some installations lack; they are left out where the ERP does not know them. */
  readonly optional: readonly FieldName[];
}

export function titleOf(definition: FormDefinition, lcid: number): string {
  return definition.titles[lcid] ?? definition.titles[2052] ?? definition.form;
}
