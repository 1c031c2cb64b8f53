import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isDocument, type SourceDocument } from '../document.js';
import type { Source } from '../source.js';
import { capRig, openCap } from '../testing/cap-rig.js';
import { startCap, type CapServer } from '../testing/start-cap.js';
import { sourceContract } from '../testing/source-contract.js';

let cap: CapServer;
before(async () => {
  cap = await startCap();
});
after(() => cap.stop());

for (const version of [4, 2] as const) {
  sourceContract(`OData V${String(version)} of a SAP CAP service`, () =>
    Promise.resolve(capRig(cap, version)),
  );

  describe(`OData V${String(version)} of a SAP CAP service`, () => {
    it('an order comes with its rows, its people, its dates and the name of its supplier', async () => {
      const source = openCap(cap, version);
      const ID = `10000000-0000-4000-8000-00000000000${String(version)}`;
      const code = `S'${String(version)}`;
      await cap.write('POST', 'Suppliers', { code, name: "华东 & O'Neill" });
      await cap.write('POST', 'Orders', anOrder(ID, code));
      const document = await readOne(source, ID);
      await source.close();
      await cap.write('DELETE', `Orders(${ID})`);

      assert.deepEqual(shown(document), wanted);
    });

    it('records that are due within a week come, finished ones do not', async () => {
      const source = openCap(cap, version);
      const [due, closed, later] = [1, 2, 3].map(
        (n) => `2000000${String(n)}-0000-4000-8000-00000000000${String(version)}`,
      ) as [string, string, string];
      const order = (ID: string, dueDate: string, status: string): object => ({
        ...{ ID, dueDate, status, orderNo: ID, company: '1000', currency: 'CNY' },
        changedAt: '2026-11-01T00:00:00.000Z',
      });
      await cap.write('POST', 'Orders', order(due, '2026-11-02', 'A'));
      await cap.write('POST', 'Orders', order(closed, '2026-11-02', 'C'));
      await cap.write('POST', 'Orders', order(later, '2026-11-09', 'A'));
      const from = Date.UTC(2026, 10, 1, 16);
      const question = { organisations: ['1000'], from, to: from + 7 * 86_400_000, afterId: null };
      const page = await source.due?.({ form: 'PUR_PurchaseOrder', ...question });
      await source.close();
      for (const id of [due, closed, later]) await cap.write('DELETE', `Orders(${id})`);

      assert.deepEqual(
        page?.documents.map(({ documentId, dates }) => [documentId, dates['due']]),
        [[due, from]],
      );
    });

    it('a wrong password, a foreign entity set and an unknown field are named', async () => {
      const wrongPassword = { auth: { kind: 'basic', user: cap.user, password: 'guessed-it' } };
      assert.deepEqual(await codesOf(openCap(cap, version, wrongPassword)), ['SOURCE_CREDENTIALS']);
      assert.deepEqual(
        await codesOf(openCap(cap, version, { mappings: ['orders', 'audited', 'unknown'] })),
        [null, 'SOURCE_NO_PERMISSION', 'SOURCE_UNKNOWN_FIELD'],
      );
    });
  });
}

const at = '2026-11-01T08:30:00.250Z';

function anOrder(ID: string, code: string): object {
  return {
    ...{ ID, orderNo: 'CG-1', changedAt: at, status: 'A', total: '86000.10', currency: 'CNY' },
    ...{ company: '1000', orderDate: '2026-11-01', dueDate: '2026-12-01', supplier_code: code },
    ...{ buyerId: 'u7', buyerName: '王芳', remark: '急' },
    items: [
      {
        ...{ ID: ID.replace('1', '3'), material: 'M1', text: '钢板', quantity: '2.5', unit: 'KG' },
        price: '34400.04',
      },
    ],
  };
}

const wanted = {
  number: 'CG-1',
  amount: '86000.1 CNY',
  counterparty: "华东 & O'Neill",
  applicant: { userId: 'u7', name: '王芳' },
  date: '2026-10-31T16:00:00.000Z',
  due: '2026-11-30T16:00:00.000Z',
  note: '急',
  modifiedAt: at,
  lines: ['M1 钢板 2.5 KG 34400.04 CNY'],
  count: '1',
};

function shown({ summary, dates, lines, figures, modifiedAt }: SourceDocument): typeof wanted {
  const { number, amount, counterparty, applicant, date, note } = summary;
  return {
    number,
    amount: `${amount?.amount.toFixed() ?? ''} ${amount?.currency ?? ''}`,
    counterparty: counterparty ?? '',
    applicant: applicant ?? { userId: '', name: '' },
    date: new Date(date ?? 0).toISOString(),
    due: new Date(dates['due'] ?? 0).toISOString(),
    note: note ?? '',
    modifiedAt: new Date(modifiedAt).toISOString(),
    lines: lines.map(({ item, name, quantity, price }) =>
      [
        ...[item, name, quantity?.value.toFixed(), quantity?.unit],
        ...[price?.amount.toFixed(), price?.currency],
      ].join(' '),
    ),
    count: figures['lines']?.value.toFixed() ?? '',
  };
}

async function readOne(source: Source, documentId: string): Promise<SourceDocument> {
  const document = await source.read('PUR_PurchaseOrder', documentId, ['1000']);
  assert.ok(document !== null && isDocument(document), JSON.stringify(document));
  return document;
}

/** What doctor would find, check by check. */
async function codesOf(source: Source): Promise<readonly (string | null)[]> {
  const codes: (string | null)[] = [];
  for (const check of source.checks?.() ?? []) codes.push((await check.run()).code);
  await source.close();
  return codes;
}
