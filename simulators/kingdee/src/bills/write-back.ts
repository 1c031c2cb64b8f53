import { Big } from 'big.js';
import type { AccountSet } from '../database/account-set.js';
import { isDecimal, type Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import { billFacts } from './bill-fields.js';

/**
 * Adds what an audited bill used to the rows it came of (`direction` 1), or takes it back (-1). As in the product
 * this leaves FModifyDate of the earlier bill as it was, and so is invisible to whoever polls by it.
 */
export function writeBack(account: AccountSet, form: Form, row: Row, direction: 1 | -1): void {
  for (const { from, quantity } of account.links.upstreamOf({
    formId: form.id,
    id: Number(row.id),
  })) {
    const conversion = account.erp.conversions.find(
      (each) => each.from === from.formId && each.to === form.id,
    );
    const field = conversion?.entry.writeBack;
    const source = account.row(account.erp.forms.get(from.formId), from.id);
    const entry = source?.entries[conversion?.entry.from ?? ''];
    const values = entry?.find(({ id }) => id === from.entryId)?.values;
    if (field === undefined || values === undefined || source === undefined) continue;
    const before = values[field];
    values[field] = (isDecimal(before) ? before : new Big(0)).plus(quantity.times(direction));
    account.erp.journal.append('bill.written-back', {
      ...billFacts(account, account.erp.forms.get(from.formId), source),
      row: from.entryId,
      field,
      quantity: quantity.times(direction).toFixed(),
      because: { form: form.id, id: row.id },
    });
  }
}
