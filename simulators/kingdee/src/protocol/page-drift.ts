import type { Session } from '../auth/sessions.js';
import { billFacts, headValue, setHead } from '../bills/bill-fields.js';
import type { Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import { textOf } from '../text.js';
import type { Server } from './method.js';
import { asObject, bindArguments, decodeBody } from './request-body.js';

/**
 * Changes bills of the form that a query has just read, as other people's work does between two pages: rows move
 * to the end or vanish, and whoever pages by row number misses as many.
 */
export function driftPage(
  server: Server,
  session: Session | undefined,
  request: { readonly body: string },
  params: Readonly<Record<string, unknown>>,
): void {
  if (session === undefined) return;
  const { account } = session;
  const [data] = bindArguments(decodeBody(request.body), ['data']);
  const form = server.erp.forms.find(textOf(asObject(data)['FormId']));
  if (form?.headKey('FModifyDate') === undefined) return;
  const remove = params['change'] === 'delete';
  const settled = [...account.rows(form)].filter(
    (row) => !account.workflow.isRunning({ formId: form.id, id: Number(row.id) }),
  );
  const oldestFirst = settled.sort((a, b) => changedAt(form, a) - changedAt(form, b));
  for (const row of oldestFirst.slice(0, Number(params['bills'] ?? 1))) {
    if (remove) {
      account.links.forget({ formId: form.id, id: Number(row.id) });
      account.remove(form, row);
    } else setHead(form, row, 'FModifyDate', account.now());
    const kind = remove ? 'bill.deleted' : 'bill.touched';
    account.erp.journal.append(kind, {
      ...billFacts(account, form, row),
      by: null,
      via: 'fault:page-drift',
    });
  }
}

function changedAt(form: Form, row: Row): number {
  return Number(headValue(form, row, 'FModifyDate') ?? 0);
}
