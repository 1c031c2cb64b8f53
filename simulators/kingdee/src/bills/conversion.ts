import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../conversions/', import.meta.url);

/**
 * How one form is pushed to the next, as its data file in `conversions/` describes it.
 *
 * A source is a field of the bill's head or of the entry's row by its key, `=text` for a constant,
 * `#number` for the bill's number or `#entry` for the row's id.
 */
export interface Conversion {
  /** What clients name as RuleId. */
  readonly id: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Taken when the caller names no rule. */
  readonly isDefault?: boolean;
  /** Source rows with different values of these fields go to different bills. */
  readonly groupBy: readonly string[];
  /** Target head field by source. */
  readonly head: Readonly<Record<string, string>>;
  readonly entry: {
    readonly from: string;
    readonly to: string;
    readonly fields: Readonly<Record<string, string>>;
    /** What is used up by pushing: fields of source and target row. */
    readonly quantity: { readonly from: string; readonly to: string };
    /** Field of the source row that grows when the target bill is audited; FModifyDate stays as it is. */
    readonly writeBack?: string;
  };
}

export function loadConversions(): readonly Conversion[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Conversion);
}
