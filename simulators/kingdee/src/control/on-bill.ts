import type { ControlRequest, JsonSchema } from '@hub/simulator-kit';
import type { AccountSet, ErpUser } from '../database/account-set.js';
import type { Server } from '../protocol/method.js';
import { textOf } from '../text.js';
import { findBill, findUser, refusing, type FoundBill } from './find-bill.js';
import { showBill, type ShownBill } from './show-bill.js';

export const billPath = '/control/bills/{acctId}/{form}/{bill}';

const by: JsonSchema = { type: 'string', description: 'Login name of the person who does it.' };

/** How a change looks to whoever polls: when it says it was made, and whether it says so at all. */
export const timing: Readonly<Record<string, JsonSchema>> = {
  lateMs: {
    type: 'integer',
    minimum: 0,
    maximum: 86_400_000,
    description:
      'A late commit: the change becomes visible now but carries a time this many milliseconds ago, as when a long transaction ends.',
  },
  at: {
    type: 'integer',
    description:
      'UTC milliseconds that the change carries instead of now; give several changes the same to make equal times, or a later one for a date in the future.',
  },
  silent: {
    type: 'boolean',
    description: 'Leave FModifyDate as it was, as a direct change in the database does.',
  },
};

/** The body of a route that a person does something with. */
export function personSchema(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): JsonSchema {
  return {
    type: 'object',
    required: ['by', ...required],
    additionalProperties: false,
    properties: { by, ...properties, ...timing },
  };
}

/** Does something with the time and the silence that a body asks for. */
export function timed<Result>(account: AccountSet, body: unknown, act: () => Result): Result {
  const { lateMs, at, silent } = body as { lateMs?: number; at?: number; silent?: boolean };
  const stamp = at ?? (lateMs === undefined ? undefined : account.now() - lateMs);
  const { switches } = account.erp;
  const { modifyDateOn } = switches;
  if (silent === true) switches.modifyDateOn = [];
  try {
    return account.stamped(stamp, act);
  } finally {
    switches.modifyDateOn = modifyDateOn;
  }
}

/** A route that does something to a bill as a person and answers with the bill as it then stands. */
export function onBill(
  server: Server,
  act: (found: FoundBill, user: ErpUser, body: Readonly<Record<string, unknown>>) => unknown,
): (request: ControlRequest) => { bill: ShownBill } {
  return ({ params, body }) => {
    const found = findBill(server, params);
    const given = body as Readonly<Record<string, unknown>>;
    const user = findUser(found.account, textOf(given['by']));
    const more = refusing(() => timed(found.account, body, () => act(found, user, given)));
    const { account, form, row } = found;
    const bill = showBill(account, form, account.row(form, row.id) ?? row);
    return typeof more === 'object' && more !== null ? { bill, ...more } : { bill };
  };
}
