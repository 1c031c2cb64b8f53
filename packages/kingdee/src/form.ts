/** A field key, or several where editions of the ERP differ: the first one that the ERP at hand has is read. */
export type FieldKey = string | readonly string[];

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
  readonly amount?: FieldKey;
  /** Reference: currency of the bill. */
  readonly currency?: FieldKey;
  /** Total in the local currency, where the form keeps it. */
  readonly localAmount?: FieldKey;
  /** Reference: local currency. */
  readonly localCurrency?: FieldKey;
  /** Units of local currency for one of the bill's. */
  readonly exchangeRate?: FieldKey;
  /** Reference: supplier, customer or payee. */
  readonly counterparty?: FieldKey;
  /** Reference: department that answers for the bill. */
  readonly department?: FieldKey;
  /** Reference: organisation by which tenants are told apart. */
  readonly organisation: string;
  /** Reference: ERP user who created the bill. */
  readonly creator: string;
  readonly note?: FieldKey;
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

/** The keys that are read from the ERP at hand. */
export type PresentKeys = Readonly<Partial<Record<FieldName, string>>>;

export interface Presence {
  readonly present: PresentKeys;
  /** Fields that are not optional and not there, as `key (field)`. */
  readonly missing: readonly string[];
}

/** @param fieldKeys all keys the ERP knows of the form, in lower case: it does not mind letter case */
export function presenceOf(definition: FormDefinition, fieldKeys: ReadonlySet<string>): Presence {
  const present: Partial<Record<FieldName, string>> = {};
  const missing: string[] = [];
  for (const [name, keys] of Object.entries(definition.fields) as [FieldName, FieldKey][]) {
    const known = [keys].flat().find((key) => fieldKeys.has(key.toLowerCase()));
    if (known !== undefined) present[name] = known;
    else if (!definition.optional.includes(name))
      missing.push(`${[keys].flat().join(' or ')} (${name})`);
  }
  return { present, missing };
}

export function titleOf(definition: FormDefinition, lcid: number): string {
  return definition.titles[lcid] ?? definition.titles[2052] ?? definition.form;
}
