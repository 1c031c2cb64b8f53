import { Decimal, HubError } from '@hub/core';
import type { Level } from '@hub/source';
import { decimalOf, identity, textOf } from './cells.js';
import { Columns, type Row } from './columns.js';
import { allOf, idLiteral, isOneOf } from './filter.js';
import { titleOf } from './form.js';
import type { BillQuery, K3CloudClient } from './k3cloud-client.js';

const stockForm = 'STK_Inventory';
const materialForm = 'BD_MATERIAL';
const titles = { 2052: '即时库存', 1033: 'Stock on hand', 3076: '即時庫存' };
const numbersMax = 200;
const pageRows = 2000;
const pagesMax = 500;

type Asker = Pick<K3CloudClient, 'query' | 'lcid'>;

interface Safety {
  readonly organisation: string;
  readonly material: string;
  readonly name: string;
  readonly limit: Decimal;
  readonly unit: string | null;
  /** The warehouse the material is kept in; null when the file of the material names none. */
  readonly stock: { readonly number: string; readonly name: string } | null;
}

interface OnHand {
  readonly stock: { readonly number: string; readonly name: string };
  readonly quantity: Decimal;
}

/**
 * Stock on hand of every material with a safety stock, by organisation, material and warehouse, over all lots. The safety
 * stock holds for the warehouse the material is kept in, or for each of them when its file names none.
 */
export async function stockLevels(
  client: Asker,
  organisations: readonly string[],
): Promise<readonly Level[]> {
  const limits = await safetyStocks(client, organisations);
  if (limits.length === 0) return [];
  const onHand = await quantities(client, limits, organisations);
  return limits.flatMap((safety) => {
    const held =
      onHand.get(`${safety.organisation}/${safety.material}`) ?? new Map<string, OnHand>();
    const { stock } = safety;
    // What was sold to the last piece is on no list any more.
    if (stock !== null && !held.has(stock.number)) {
      held.set(stock.number, { stock, quantity: new Decimal('0') });
    }
    return [...held.values()].map((one) => levelOf(safety, one, client.lcid));
  });
}

function levelOf(safety: Safety, { stock, quantity }: OnHand, lcid: number): Level {
  const applies = safety.stock === null || safety.stock.number === stock.number;
  return {
    form: stockForm,
    documentId: [safety.organisation, safety.material, stock.number].join('/'),
    departmentId: null,
    summary: {
      number: `${safety.material} ${stock.number}`,
      title: titleOf({ form: stockForm, titles }, lcid),
      amount: null,
      localAmount: null,
      counterparty: null,
      department: null,
      organisation: safety.organisation,
      applicant: null,
      date: null,
      note: `${safety.name} / ${stock.name}`,
    },
    value: { value: quantity, unit: safety.unit },
    limit: applies ? { value: safety.limit, unit: safety.unit } : null,
  };
}

async function safetyStocks(
  client: Asker,
  organisations: readonly string[],
): Promise<readonly Safety[]> {
  const columns = new Columns([
    'FMATERIALID',
    'FNumber',
    'FName',
    'FUseOrgId.FNumber',
    'FSafeStock',
    'FBaseUnitId.FName',
    'FStockId.FNumber',
    'FStockId.FName',
  ]);
  const filter = allOf(
    'FIsEnableSafeStock=1',
    "FForbidStatus='A'",
    isOneOf('FUseOrgId.FNumber', organisations),
  );
  const rows = await all(client, columns, { form: materialForm, filter, key: 'FMATERIALID' });
  return rows.flatMap((row) => {
    const material = textOf(row.of('FNumber'));
    const limit = decimalOf(row.of('FSafeStock'), `${materialForm} ${material ?? ''}`);
    if (material === null || limit === null || limit.lte('0')) return [];
    const stock = textOf(row.of('FStockId', '.FNumber'));
    return [
      {
        organisation: textOf(row.of('FUseOrgId', '.FNumber')) ?? '',
        material,
        name: textOf(row.of('FName')) ?? material,
        limit,
        unit: textOf(row.of('FBaseUnitId', '.FName')),
        stock:
          stock === null
            ? null
            : { number: stock, name: textOf(row.of('FStockId', '.FName')) ?? stock },
      },
    ];
  });
}

/** What is there by organisation and material, and then by warehouse. Materials are joined by number: each organisation has its own id of them. */
async function quantities(
  client: Asker,
  limits: readonly Safety[],
  organisations: readonly string[],
): Promise<ReadonlyMap<string, Map<string, OnHand>>> {
  const columns = new Columns([
    'FID',
    'FStockOrgId.FNumber',
    'FMaterialId.FNumber',
    'FStockId.FNumber',
    'FStockId.FName',
    'FBaseQty',
  ]);
  const found = new Map<string, Map<string, OnHand>>();
  const materials = [...new Set(limits.map(({ material }) => material))];
  for (let from = 0; from < materials.length; from += numbersMax) {
    const filter = allOf(
      isOneOf('FStockOrgId.FNumber', organisations),
      isOneOf('FMaterialId.FNumber', materials.slice(from, from + numbersMax)),
    );
    for (const row of await all(client, columns, { form: stockForm, filter, key: 'FID' })) {
      const material = textOf(row.of('FMaterialId', '.FNumber')) ?? '';
      const place = `${textOf(row.of('FStockOrgId', '.FNumber')) ?? ''}/${material}`;
      const number = textOf(row.of('FStockId', '.FNumber')) ?? '';
      const name = textOf(row.of('FStockId', '.FName')) ?? number;
      const quantity = decimalOf(row.of('FBaseQty'), `${stockForm} ${place}`) ?? new Decimal('0');
      const held = found.get(place) ?? new Map<string, OnHand>();
      const before = held.get(number)?.quantity ?? new Decimal('0');
      held.set(number, { stock: { number, name }, quantity: before.plus(quantity) });
      found.set(place, held);
    }
  }
  return found;
}

/** Reads everything a filter finds, page by page by the key. */
export async function all(
  client: Pick<K3CloudClient, 'query'>,
  columns: Columns,
  { form, filter, key }: Pick<BillQuery, 'form'> & { filter: string; key: string },
): Promise<readonly Row[]> {
  const found: Row[] = [];
  let behind = '';
  for (let page = 0; page < pagesMax; page += 1) {
    const rows = await client.query({
      form,
      fields: columns.fields,
      filter: allOf(filter, behind),
      order: key,
      limit: pageRows,
    });
    for (const row of rows) found.push(columns.row(row));
    const last = found.at(-1);
    if (rows.length === 0 || last === undefined) return found;
    behind = `${key}>${idLiteral(identity(last.of(key)) ?? '')}`;
  }
  throw new HubError(
    'KINGDEE_REFUSED',
    `${form} has more than ${String(pagesMax * pageRows)} rows that are wanted; set safety stocks only for what is to be watched`,
  );
}
