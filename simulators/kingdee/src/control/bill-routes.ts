import type { ControlRoute, JsonSchema } from '@hub/simulator-kit';
import { createBill, findBillForm, type SimpleBill } from '../bills/create-bill.js';
import { saveBill } from '../bills/save-bill.js';
import type { Server } from '../protocol/method.js';
import { statusOf } from '../bills/bill-fields.js';
import { findAccount, findBill, findUser, refusing } from './find-bill.js';
import { billPath, personSchema, timed, timing } from './on-bill.js';
import { showBill, showTask, type ShownBill } from './show-bill.js';

const newBill: JsonSchema = {
  type: 'object',
  required: ['acctId', 'form', 'applicant', 'amount'],
  additionalProperties: false,
  properties: {
    acctId: { type: 'string' },
    form: { type: 'string', description: 'A bill form that people create by hand.' },
    applicant: { type: 'string', description: 'Login name.' },
    department: { type: 'string', description: 'Number; the applicant’s own when absent.' },
    supplier: { type: 'string', description: 'Number; the first one when absent.' },
    amount: { type: ['string', 'number'], description: 'Decimal in the bill’s currency.' },
    currency: { type: 'string', description: 'ISO code; the company’s when absent.' },
    exchangeRate: { type: ['string', 'number'], description: 'The ERP’s own when absent.' },
    note: { type: 'string' },
    number: { type: 'string', description: 'Bill number; drawn when absent.' },
    submit: { type: 'boolean', default: true },
    ...timing,
  },
};

/** Bills as lists and alone, and new ones. `{bill}` is a bill number or an internal id. */
export function billRoutes(server: Server): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/control/bills',
      summary: 'Bills with the state of their workflow, newest first.',
      query: {
        acctId: { type: 'string' },
        form: { type: 'string' },
        status: { type: 'string', description: 'FDocumentStatus.' },
        limit: { type: 'integer', default: 200, maximum: 2000 },
      },
      handle: ({ query }) => ({ bills: listBills(server, query) }),
    },
    {
      method: 'GET',
      path: billPath,
      summary: 'One bill with its approval history and its attachments.',
      handle: ({ params }) => {
        const { account, form, row } = findBill(server, params);
        const history = account.workflow.history({ formId: form.id, id: Number(row.id) });
        const files = account.attachments.ofBill(form.id, String(row.id));
        return {
          bill: showBill(account, form, row),
          history: history.map((task) => showTask(account, task)),
          attachments: files.map(({ id, name }) => ({ id, name })),
        };
      },
    },
    {
      method: 'POST',
      path: '/control/bills',
      summary: 'A person creates a bill, and submits it unless submit is false.',
      body: newBill,
      handle: ({ body }) => {
        const bill = body as SimpleBill & { acctId: string };
        const account = findAccount(server, bill.acctId);
        const row = refusing(() => timed(account, body, () => createBill(account, bill, 'page')));
        return { bill: showBill(account, account.erp.forms.get(bill.form), row) };
      },
    },
    {
      method: 'POST',
      path: '/control/bills/{acctId}/{form}',
      summary: 'A person saves a new bill of any form from a Model, as Save takes it.',
      body: personSchema({ model: { type: 'object' } }, ['model']),
      handle: ({ params, body }) => {
        const account = findAccount(server, params['acctId']);
        const given = body as { by: string; model: Readonly<Record<string, unknown>> };
        const { userId } = findUser(account, given.by);
        const form = refusing(() => findBillForm(account, params['form'] ?? ''));
        const save = (): ReturnType<typeof saveBill> =>
          saveBill(account, form, { userId, via: 'page' }, given.model, {
            draft: false,
            deleteMissingRows: true,
          });
        const row = refusing(() => timed(account, body, save));
        return { bill: showBill(account, form, row) };
      },
    },
  ];
}

function listBills(server: Server, query: Readonly<Record<string, string>>): readonly ShownBill[] {
  const accounts = server.accounts.filter(
    (each) => (query['acctId'] ?? each.acctId) === each.acctId,
  );
  const forms = server.erp.forms.all.filter(
    (form) => form.file.kind === 'bill' && (query['form'] ?? form.id) === form.id,
  );
  const limit = Math.min(Number(query['limit'] ?? 200), 2000);
  const found = accounts
    .flatMap((account) =>
      forms.flatMap((form) => [...account.rows(form)].map((row) => ({ account, form, row }))),
    )
    .filter(
      ({ form, row }) => query['status'] === undefined || statusOf(form, row) === query['status'],
    )
    .sort((a, b) => Number(b.row.id) - Number(a.row.id));
  return found.slice(0, limit).map(({ account, form, row }) => showBill(account, form, row));
}
