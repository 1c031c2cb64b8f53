import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import type { KingdeeSimulator, PrintedAccount } from '../index.js';

const stub = 'Kingdee.BOS.WebApi.ServicesStub';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

/** What tests read of the common reply. */
export interface Status {
  readonly ErrorCode?: number;
  readonly IsSuccess: boolean;
  readonly Errors: readonly {
    readonly FieldName: string | null;
    readonly Message: string;
    readonly DIndex: number;
  }[];
  readonly SuccessEntitys: readonly {
    readonly Id: number;
    readonly Number: string;
    readonly DIndex: number;
  }[];
  readonly MsgCode: number;
}

export async function post(
  simulator: KingdeeSimulator,
  method: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const service = method.includes('.') ? method : `${stub}.DynamicFormService.${method}`;
  const address = `${simulator.url}${service}.common.kdsvc`;
  const response = await fetch(address, { method: 'POST', body, headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

export function statusOf(json: unknown): Status {
  return (json as { Result: { ResponseStatus: Status } }).Result.ResponseStatus;
}

export function account(simulator: KingdeeSimulator, index = 0): PrintedAccount {
  const found = simulator.accounts[index];
  assert.ok(found !== undefined, 'the simulator has two account sets');
  return found;
}

export function app(of: PrintedAccount): PrintedAccount['apps'][number] {
  const [found] = of.apps;
  assert.ok(found !== undefined, 'every account set has an application');
  return found;
}

export function loginSign(parts: readonly string[], algorithm = 'sha256'): string {
  return createHash(algorithm)
    .update([...parts].sort().join(''))
    .digest('hex');
}

/** Headers of the mode without login. */
export function signedHeaders(
  of: PrintedAccount,
  change: { readonly data?: string; readonly secret?: string } = {},
): Record<string, string> {
  const { appId, appSecret, userName } = app(of);
  const data = change.data ?? `${of.acctId},${userName},2052,0`;
  const hmac = createHmac('sha256', change.secret ?? appSecret).update(appId + data);
  return {
    'X-Kd-Appkey': appId,
    'X-Kd-Appdata': Buffer.from(data).toString('base64'),
    'X-Kd-Signature': Buffer.from(hmac.digest('hex')).toString('base64'),
  };
}

/** A client of one account set that signs its headers. */
export class TestClient {
  readonly #simulator: KingdeeSimulator;
  readonly #headers: Record<string, string>;

  constructor(simulator: KingdeeSimulator, index = 0) {
    this.#simulator = simulator;
    this.#headers = signedHeaders(account(simulator, index));
  }

  async call(method: string, ...parameters: readonly unknown[]): Promise<unknown> {
    const reply = await post(
      this.#simulator,
      method,
      JSON.stringify({ parameters }),
      this.#headers,
    );
    assert.equal(reply.status, 200, reply.text);
    return reply.json;
  }

  async query(data: Readonly<Record<string, unknown>>): Promise<unknown[][]> {
    return (await this.call('ExecuteBillQuery', data)) as unknown[][];
  }

  /** ResponseStatus of a call. */
  async status(method: string, ...parameters: readonly unknown[]): Promise<Status> {
    return statusOf(await this.call(method, ...parameters));
  }

  /** Saves an order of one line and returns its number. */
  async saveOrder(price: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const reply = await this.call('Save', 'PUR_PurchaseOrder', {
      Model: { ...orderModel(price), ...more },
    });
    const [entity] = statusOf(reply).SuccessEntitys;
    assert.ok(entity !== undefined, JSON.stringify(reply));
    return entity.Number;
  }

  async submittedOrder(price = '86000'): Promise<string> {
    const number = await this.saveOrder(price);
    assert.equal(
      (await this.status('Submit', 'PUR_PurchaseOrder', { Numbers: [number] })).IsSuccess,
      true,
    );
    return number;
  }

  /** Decides an order's task as `userName`; 1 approves, 2 rejects, 3 terminates. */
  decide(number: string, userName: string, type: 1 | 2 | 3, opinion = ''): Promise<Status> {
    return this.status('WorkflowAudit', {
      FormId: 'PUR_PurchaseOrder',
      Ids: [],
      Numbers: [number],
      UserId: 0,
      UserName: userName,
      ApprovalType: type,
      Disposition: opinion,
    });
  }

  /** The given fields of one order. */
  async order(number: string, fieldKeys: string): Promise<readonly unknown[] | undefined> {
    const filter = { FormId: 'PUR_PurchaseOrder', FilterString: `FBillNo='${number}'` };
    const [row] = await this.query({ ...filter, FieldKeys: fieldKeys });
    return row;
  }
}

export function orderModel(price: string): Record<string, unknown> {
  return {
    FSupplierId: { FNumber: 'VEN001' },
    FPurchaseDeptId: { FNumber: 'BM01' },
    FPOOrderEntry: [{ FMaterialId: { FNumber: 'MAT001' }, FQty: 1, FTaxPrice: price }],
  };
}

/** Asks the control interface. */
export async function control(
  simulator: KingdeeSimulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly reply: unknown }> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(simulator.control + path, init);
  return { status: response.status, reply: await response.json() };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
