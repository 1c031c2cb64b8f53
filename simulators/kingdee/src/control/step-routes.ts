import { ControlError, type ControlRoute, type JsonSchema } from '@hub/simulator-kit';
import { BillOperations } from '../bills/bill-operations.js';
import { amountModel } from '../bills/create-bill.js';
import { pushBills } from '../bills/push-bill.js';
import { saveBill } from '../bills/save-bill.js';
import type { Actor, ErpUser } from '../database/account-set.js';
import type { Server } from '../protocol/method.js';
import { textOf } from '../text.js';
import type { Decision } from '../workflow/task.js';
import type { FoundBill } from './find-bill.js';
import { billPath, onBill, personSchema } from './on-bill.js';
import { showBill } from './show-bill.js';

type Act = (operations: BillOperations, found: FoundBill) => void;
type Model = Readonly<Record<string, unknown>>;

const opinion: JsonSchema = {
  type: 'string',
  description: 'What the person writes beside the decision.',
};

/** Everything a person can do to a bill inside the ERP. */
export function stepRoutes(server: Server): readonly ControlRoute[] {
  return [
    ...plainSteps(server),
    ...decisionRoutes(server),
    ...changeRoutes(server),
    operationRoute(server),
    pushRoute(server),
  ];
}

function byPerson(user: ErpUser): Actor {
  return { userId: user.userId, via: 'page' };
}

function plainSteps(server: Server): readonly ControlRoute[] {
  const operation =
    (number: string): Act =>
    (bill, { row }) => {
      bill.execute(row, number);
    };
  const steps: readonly (readonly [name: string, summary: string, act: Act])[] = [
    [
      'submit',
      'Submits the bill into its workflow.',
      (bill, { row }): void => {
        bill.submit(row);
      },
    ],
    [
      'withdraw',
      'Takes the submission back.',
      (bill, { row }): void => {
        bill.withdraw(row);
      },
    ],
    [
      'audit',
      'Audits the bill without a workflow; refused while one runs.',
      (bill, { row }): void => {
        bill.audit(row, false);
      },
    ],
    [
      'unaudit',
      'Takes the audit back.',
      (bill, { row }): void => {
        bill.unaudit(row);
      },
    ],
    [
      'delete',
      'Deletes the bill.',
      (bill, { row }): void => {
        bill.delete(row);
      },
    ],
    ['void', 'Voids the bill.', operation('Cancel')],
    ['unvoid', 'Takes the voiding back.', operation('Uncancel')],
    ['close', 'Closes an audited bill.', operation('BillClose')],
    ['unclose', 'Opens a closed bill again.', operation('BillUnClose')],
  ];
  return steps.map(([name, summary, act]) => ({
    method: 'POST',
    path: `${billPath}/${name}`,
    summary,
    body: personSchema({}, []),
    handle: onBill(server, (found, user) => {
      act(new BillOperations(found.account, found.form, byPerson(user)), found);
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
      const operations = new BillOperations(account, form, byPerson(user));
      operations.decide(row, mine, { decision, opinion: textOf(body['opinion']) });
    }),
  }));
}

function changeRoutes(server: Server): readonly ControlRoute[] {
  return [
    {
      method: 'POST',
      path: `${billPath}/amount`,
      summary: 'A person changes the amount, also while the bill is being approved.',
      body: personSchema(
        { amount: { type: ['string', 'number'], description: 'Decimal in the bill’s currency.' } },
        ['amount'],
      ),
      handle: onBill(server, (found, user, body) => {
        const { account, form, row } = found;
        const { note } = showBill(account, form, row);
        change(found, user, amountModel(form, textOf(body['amount']), note), true);
      }),
    },
    {
      method: 'POST',
      path: `${billPath}/edit`,
      summary:
        'A person changes fields, given as a Model, whatever the status of the bill; rows that are not named stay.',
      body: personSchema({ model: { type: 'object' } }, ['model']),
      handle: onBill(server, (found, user, body) => {
        change(found, user, body['model'] as Model, false);
      }),
    },
  ];
}

function change(found: FoundBill, user: ErpUser, model: Model, deleteMissingRows: boolean): void {
  const { account, form, row } = found;
  const whole = { ...model, [form.keyField.key]: row.id };
  saveBill(account, form, byPerson(user), whole, {
    draft: false,
    deleteMissingRows,
    whileRunning: true,
  });
}

function operationRoute(server: Server): ControlRoute {
  return {
    method: 'POST',
    path: `${billPath}/operation`,
    summary: 'Any operation of the form by its number, e.g. MRPClose or ToRelease, on rows or all.',
    body: personSchema(
      {
        number: { type: 'string' },
        rowIds: { type: 'array', items: { type: 'integer' }, description: 'Ids of entry rows.' },
      },
      ['number'],
    ),
    handle: onBill(server, ({ account, form, row }, user, body) => {
      const rowIds = (body['rowIds'] ?? []) as readonly number[];
      const operations = new BillOperations(account, form, byPerson(user));
      operations.execute(row, textOf(body['number']), rowIds);
    }),
  };
}

function pushRoute(server: Server): ControlRoute {
  return {
    method: 'POST',
    path: `${billPath}/push`,
    summary: 'Makes the bills of another form that follow from this one.',
    body: personSchema({ target: { type: 'string', description: 'Form id.' } }, ['target']),
    handle: onBill(server, ({ account, form, row }, user, body) => {
      const target = textOf(body['target']);
      const conversion = account.erp.conversions.find(
        ({ from, to }) => from === form.id && to === target,
      );
      if (conversion === undefined) {
        throw new ControlError(404, `no conversion from ${form.id} to "${target}"`);
      }
      const pushed = pushBills(account, byPerson(user), {
        conversion,
        bills: [row],
        entryIds: [],
        draftWhenSaveFails: false,
      });
      const [refusal] = pushed.refusals;
      if (refusal !== undefined) throw refusal;
      const later = account.erp.forms.get(target);
      return { made: pushed.rows.map((each) => showBill(account, later, each)) };
    }),
  };
}
