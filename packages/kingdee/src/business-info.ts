import { HubError } from '@hub/core';
import { isRecord } from './exact-json.js';

/** What the ERP knows of a form. */
export interface BusinessInfo {
  readonly form: string;
  /** Name in the session's language, or the form id. */
  readonly name: string;
  /** Keys of all fields of all parts, in lower case: the ERP does not mind letter case in queries. */
  readonly fieldKeys: ReadonlySet<string>;
}

/** Reads the answer of QueryBusinessInfo. @throws HubError KINGDEE_MALFORMED */
export function businessInfoOf(value: unknown, form: string, lcid: number): BusinessInfo {
  const result = isRecord(value) ? value['Result'] : undefined;
  const data = isRecord(result) ? result['NeedReturnData'] : undefined;
  if (!isRecord(data) || !Array.isArray(data['Entrys'])) {
    throw new HubError(
      'KINGDEE_MALFORMED',
      `Kingdee QueryBusinessInfo of ${form}: the answer lists no fields`,
      { retryable: true },
    );
  }
  const fieldKeys = recordsIn(data['Entrys'])
    .flatMap((entry) => recordsIn(entry['Fields']))
    .map((field) => field['Key'])
    .filter((key) => typeof key === 'string')
    .map((key) => key.toLowerCase());
  const named = recordsIn(data['Name']).find((name) => name['Key'] === lcid)?.['Value'];
  return { form, name: typeof named === 'string' ? named : form, fieldKeys: new Set(fieldKeys) };
}

function recordsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
