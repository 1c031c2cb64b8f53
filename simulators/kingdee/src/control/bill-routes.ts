import {
  ControlError,
  type ControlRequest,
  type ControlRoute,
  type JsonSchema,
} from '@hub/simulator-kit';
import { BillOperations } from '../bills/bill-operations.js';
import { amountModel, createBill, type SimpleBill } from '../bills/create-bill.js';
import { saveBill } from '../bills/save-bill.js';
import type { ErpUser } from '../database/account-set.js';
import type { Server } from '../protocol/method.js';
import type { Decision } from '../workflow/task.js';
import { findAccount, findBill, findUser, refusing, type FoundBill } from './find-bill.js';
import { showBill, showTask, type ShownBill } from './show-bill.js';
import { textOf } from '../text.js';

const billPath = '/control/bills/{acctId}/{form}/{bill}';
const amount: JsonSchema = {
  type: ['string', 'number'],
  description: 'Decimal in the bill’s currency.',
};
const by: JsonSchema = { type: 'string', description: 'Login name of the person who does it.' };
const opinion: JsonSchema = {
  type: 'string',
  description: 'What the person writes beside the decision.',
};

const newBill: JsonSchema = {
  type: 'object',
  required: ['acctId', 'form', 'applicant', 'amount'],
  additionalProperties: false,
  properties: {
    acctId: { type: 'string' },
    form: { enum: ['PUR_PurchaseOrder', 'CN_PAYAPPLY'] },
    applicant: { type: 'string', description: 'Login name.' },
    department: { type: 'string', description: 'Number; the applicant’s own when absent.' },
    supplier: { type: 'string', description: 'Number; the first one when absent.' },
    amount,
    currency: { type: 'string', description: 'ISO code; the company’s when absent.' },
    exchangeRate: { type: ['string', 'number'], description: 'The ERP’s own when absent.' },
    note: { type: 'string' },
    number: { type: 'string', description: 'Bill number; drawn when absent.' },
    submit: { type: 'boolean', default: true },
  },
};

/** Everything a person can do to a bill inside the ERP. `{bill}` is a bill number or an internal id. */
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
      summary: 'One bill with its approval history.',
      handle: ({ params }) => {
        const { account, form, row } = findBill(server, params);
        const history = account.workflow.history({ formId: form.id, id: Number(row.id) });
        return {
          bill: showBill(account, form, row),
          history: history.map((task) => showTask(account, task)),
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
        const row = refusing(() => createBill(account, bill, 'page'));
        return { bill: showBill(account, account.erp.forms.get(bill.form), row) };
      },
    },
    ...stepRoutes(server),
    ...decisionRoutes(server),
    {
      method: 'POST',
      path: `${billPath}/amount`,
      summary: 'A person changes the amount, also while the bill is being approved.',
      body: personSchema({ amount }, ['amount']),
      handle: onBill(server, (found, user, body) => {
        const { account, form, row } = found;
        const note = showBill(account, form, row).note;
        const model = {
          [form.keyField.key]: row.id,
          ...amountModel(form, textOf(body['amount']), note),
        };
        saveBill(account, form, { userId: user.userId, via: 'page' }, model, {
          draft: false,
          deleteMissingRows: true,
          whileRunning: true,
        });
      }),
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
  const bills = accounts.flatMap((account) =>
    forms.flatMap((form) => [...account.rows(form)].map((row) => showBill(account, form, row))),
  );
  const fitting = bills.filter((bill) => (query['status'] ?? bill.status) === bill.status);
  const newestFirst = fitting.sort((a, b) => b.id - a.id);
  return newestFirst.slice(0, Math.min(Number(query['limit'] ?? 200), 2000));
}

function stepRoutes(server: Server): readonly ControlRoute[] {
  type Act = (operations: BillOperations, found: FoundBill) => void;
  const steps: readonly (readonly [name: string, summary: string, act: Act])[] = [
    [
      'submit',
      'Submits the bill into its workflow.',
      (bill, { row }) => {
        bill.submit(row);
      },
    ],
    [
      'withdraw',
      'Takes the submission back.',
      (bill, { row }) => {
        bill.withdraw(row);
      },
    ],
    [
      'audit',
      'Audits the bill without a workflow; refused while one runs.',
      (bill, { row }) => {
        bill.audit(row, false);
      },
    ],
    [
      'unaudit',
      'Takes the audit back.',
      (bill, { row }) => {
        bill.unaudit(row);
      },
    ],
    [
      'delete',
      'Deletes the bill.',
      (bill, { row }) => {
        bill.delete(row);
      },
    ],
    [
      'void',
      'Voids the bill.',
      (bill, { row }) => {
        bill.execute(row, 'Cancel');
      },
    ],
    [
      'close',
      'Closes an audited bill.',
      (bill, { row }) => {
        bill.execute(row, 'BillClose');
      },
    ],
  ];
  return steps.map(([name, summary, act]) => ({
    method: 'POST',
    path: `${billPath}/${name}`,
    summary,
    body: personSchema({}, []),
    handle: onBill(server, (found, user) => {
      const actor = { userId: user.userId, via: 'page' };
      act(new BillOperations(found.account, found.form, actor), found);
    }),
  }));
}

function decisionRoutes(server: Server): readonly ControlRoute[] {
  const decisions: readonly (readonly [name: Decision, summary: string])[] = [
    ['approve', 'A person approves his pending task inside the ERP.'],
    ['reject', 'A person rejects his pending task; the bill goes back to the applicant.'],
    ['terminate', 'A person terminates the workflow at his pending task.'],
  ];
  return decisions.map(([decision, summary]) => ({
    method: 'POST',
    path: `${billPath}/${decision}`,
    summary,
    body: personSchema({ opinion }, []),
    handle: onBill(server, ({ account, form, row }, user, body) => {
      const pending = account.workflow.pending({ formId: form.id, id: Number(row.id) });
      const mine = pending.find((task) => task.receiverId === user.userId);
      if (mine === undefined) {
        throw new ControlError(
          409,
          `${user.name}在${form.name}${account.numberOf(form, row)}上没有待办任务`,
        );
      }
      const operations = new BillOperations(account, form, { userId: user.userId, via: 'page' });
      const given = textOf(body['opinion']);
      operations.decide(row, mine, { decision, opinion: given });
    }),
  }));
}

function personSchema(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): JsonSchema {
  return {
    type: 'object',
    required: ['by', ...required],
    additionalProperties: false,
    properties: { by, ...properties },
  };
}

/** A route that does something to a bill as a person and answers with the bill as it then stands. */
function onBill(
  server: Server,
  act: (found: FoundBill, user: ErpUser, body: Readonly<Record<string, unknown>>) => void,
): (request: ControlRequest) => { bill: ShownBill } {
  return ({ params, body }) => {
    const found = findBill(server, params);
    const given = body as Readonly<Record<string, unknown>>;
    const user = findUser(found.account, textOf(given['by']));
    refusing(() => {
      act(found, user, given);
    });
    const { account, form, row } = found;
    return { bill: showBill(account, form, account.row(form, row.id) ?? row) };
  };
}
