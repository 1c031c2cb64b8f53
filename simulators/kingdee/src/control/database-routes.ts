import { Big } from 'big.js';
import { ControlError, type ControlRoute } from '@hub/simulator-kit';
import { copyRow, type Value, type Values } from '../database/row.js';
import type { Form } from '../forms/form.js';
import type { Server } from '../protocol/method.js';
import { findBill } from './find-bill.js';
import { billPath } from './on-bill.js';
import { showBill } from './show-bill.js';

/** What somebody does who has access to the database itself. */
export function databaseRoutes(server: Server): readonly ControlRoute[] {
  return [
    {
      method: 'PUT',
      path: `${billPath}/values`,
      summary:
        'Writes fields of the head into the database as they are, past every check and without touching FModifyDate, as direct SQL does: an unknown status, an amount out of all bounds, a number that is taken.',
      body: {
        type: 'object',
        required: ['values'],
        additionalProperties: false,
        properties: {
          values: {
            type: 'object',
            description: 'By field key; decimals as text, times in UTC milliseconds.',
          },
        },
      },
      handle: ({ params, body }) => {
        const { account, form, row } = findBill(server, params);
        const { values } = body as { readonly values: Readonly<Record<string, unknown>> };
        const changed = copyRow(row);
        Object.assign(changed.values, stored(form, values));
        account.put(form, changed);
        const about = { acctId: account.acctId, form: form.id, id: row.id };
        server.erp.journal.append('database.written', { ...about, values });
        return { bill: showBill(account, form, changed) };
      },
    },
  ];
}

function stored(form: Form, given: Readonly<Record<string, unknown>>): Values {
  const entries = Object.entries(given).map(([key, value]): readonly [string, Value] => {
    const place = form.find(key);
    if (place === undefined || place.entry !== undefined) {
      throw new ControlError(404, `the head of ${form.name} has no field ${key}`);
    }
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      return [place.field.key, null];
    }
    const { key: stored, type } = place.field;
    return [stored, type === 'decimal' ? new Big(value.toString()) : value];
  });
  return Object.fromEntries(entries);
}
