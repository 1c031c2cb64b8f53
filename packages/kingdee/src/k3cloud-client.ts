import { HubError } from '@hub/core';
import { businessInfoOf, type BusinessInfo } from './business-info.js';
import { isRecord, type Cell } from './exact-json.js';
import { exceptionCode, KingdeeRefusal, nameOf, type CallName } from './faults.js';
import { rowsOf, tableOf, type TableRow } from './rows.js';
import { WebApi, type K3CloudOptions } from './web-api.js';

export interface BillQuery {
  readonly form: string;
  /** Field keys; their order is the order of the cells in a row. */
  readonly fields: readonly string[];
  /** Built with the functions of filter.ts. */
  readonly filter?: string;
  readonly order?: string;
  /** From 0. Paging by it drifts while bills change; prefer a condition on the last key. */
  readonly startRow?: number;
  /** Rows of this page; default and usual ceiling of the server 2000. */
  readonly limit?: number;
}

/** An account book as the server lists it. */
export interface DataCentre {
  readonly acctId: string;
  readonly name: string;
}

export interface WorkflowDecision {
  readonly form: string;
  readonly number: string;
  readonly documentId: string;
  /** ERP user who decides. */
  readonly erpUserId: string;
  readonly action: 'APPROVE' | 'REJECT';
  readonly opinion: string;
}

const forms = 'Kingdee.BOS.WebApi.ServicesStub.DynamicFormService';
const accounts = 'Kingdee.BOS.ServiceFacade.ServicesStub.Account.AccountService';
const pageRowsMax = 10_000;

/** Everything not listed here may change something and is never sent twice. */
const reads = new Set([
  'executebillquery',
  'billquery',
  'view',
  'querybusinessinfo',
  'querygroupinfo',
  'getdatacenterlist',
  'getsysreportdata',
]);

/**
 * Client of one account book of K3Cloud over its WebAPI.
 *
 * It logs in by itself, once for all calls, and once more when the ERP lost the session. It sends nothing twice but a
 * call that a lost session kept from happening. All faults are HubErrors with a code KINGDEE_*; a write whose answer
 * was lost is KINGDEE_OUTCOME_UNKNOWN and has to be settled by reading.
 */
export class K3CloudClient {
  readonly acctId: string;
  readonly lcid: number;
  readonly utcOffsetMinutes: number;
  readonly #api: WebApi;

  constructor(options: K3CloudOptions) {
    this.acctId = options.acctId;
    this.lcid = options.lcid ?? 2052;
    this.utcOffsetMinutes = options.utcOffsetMinutes ?? 480;
    this.#api = new WebApi(options);
  }

  /**
   * Runs ExecuteBillQuery. Fields of an entry multiply the rows; dates come as text in server time.
   *
   * @returns one row of cells per line, in the order of `fields`
   */
  async query(query: BillQuery): Promise<readonly (readonly Cell[])[]> {
    const call = callOf(query);
    return rowsOf(await this.#ask(query, call), query.fields.length, call);
  }

  /** As `query`, but a row that is not what was asked for says so by itself and spoils no other. */
  async table(query: BillQuery): Promise<readonly TableRow[]> {
    const call = callOf(query);
    return tableOf(await this.#ask(query, call), query.fields.length, call);
  }

  async #ask(query: BillQuery, call: CallName): Promise<unknown> {
    const data = {
      FormId: query.form,
      FieldKeys: query.fields.join(','),
      FilterString: query.filter ?? '',
      OrderString: query.order ?? '',
      TopRowCount: 0,
      StartRow: query.startRow ?? 0,
      Limit: Math.min(query.limit ?? 2000, pageRowsMax),
      SubSystemId: '',
    };
    try {
      return await this.#api.call(forms, call, { parameters: [JSON.stringify(data)] });
    } catch (error) {
      throw await this.#explained(error, query.form);
    }
  }

  /** The whole bill as the ERP holds it, by internal id or number; property names, not field keys. */
  async view(
    form: string,
    of: { readonly id: string } | { readonly number: string },
  ): Promise<Readonly<Record<string, unknown>>> {
    const data = {
      CreateOrgId: 0,
      Number: 'number' in of ? of.number : '',
      Id: 'id' in of ? of.id : '',
      IsSortBySeq: 'false',
    };
    const call: CallName = { method: 'View', form, write: false };
    const value = await this.#api.call(forms, call, { parameters: [form, JSON.stringify(data)] });
    const result = isRecord(value) ? value['Result'] : undefined;
    const bill = isRecord(result) ? result['Result'] : undefined;
    if (isRecord(bill)) return bill;
    throw new HubError('KINGDEE_MALFORMED', `${nameOf(call)}: the answer holds no bill`, {
      retryable: true,
    });
  }

  /**
   * Decides every open task of one user on one bill, as that user. It is keyed by bill and user, not by task, so read
   * first which node is open. Never sent again after a lost answer.
   */
  async workflowAudit(decision: WorkflowDecision): Promise<void> {
    const { form, number, documentId, erpUserId, action, opinion } = decision;
    const userId = Number(erpUserId);
    if (!Number.isSafeInteger(userId) || userId <= 0) {
      throw new HubError(
        'KINGDEE_REFUSED',
        `bill ${documentId} of ${form}: "${erpUserId}" is no ERP user id; bind the person to an ERP user`,
      );
    }
    const data = {
      FormId: form,
      Ids: [],
      Numbers: [number],
      UserId: userId,
      UserName: '',
      ApprovalType: action === 'APPROVE' ? 1 : 2,
      ActionResultId: '',
      PostId: 0,
      PostNumber: '',
      Disposition: opinion,
    };
    await this.#api.call(
      forms,
      { method: 'WorkflowAudit', form, write: true },
      { parameters: [JSON.stringify(data)] },
    );
  }

  /**
   * What the ERP knows of a form: its name and its field keys.
   *
   * @throws HubError KINGDEE_FORM_UNKNOWN
   */
  async businessInfo(form: string): Promise<BusinessInfo> {
    const call: CallName = { method: 'QueryBusinessInfo', form, write: false };
    try {
      const value = await this.#api.call(forms, call, {
        parameters: [JSON.stringify({ FormId: form })],
      });
      return businessInfoOf(value, form, this.lcid);
    } catch (error) {
      // The form id is its only parameter, so a plain refusal can mean nothing else.
      if (
        error instanceof KingdeeRefusal &&
        (error.code === 'KINGDEE_REFUSED' || error.code === 'KINGDEE_FIELD_UNKNOWN')
      ) {
        const message = `the ERP has no form ${form} (MsgCode ${String(error.msgCode)}); check the id and whether its module is installed`;
        throw new HubError('KINGDEE_FORM_UNKNOWN', message, { cause: error });
      }
      throw error;
    }
  }

  /**
   * Reads a report, at most 10,000 rows of it. Its columns are made when it runs, so no description names them.
   *
   * @returns one row of cells per line, in the order of `fields`; a report may end in a line of totals
   */
  async report(form: string, fields: readonly string[]): Promise<readonly (readonly Cell[])[]> {
    const data = {
      FieldKeys: fields.join(','),
      SchemeId: '',
      StartRow: 0,
      Limit: pageRowsMax,
      IsVerifyBaseDataField: 'false',
      FilterString: [],
      Model: {},
    };
    const call: CallName = { method: 'GetSysReportData', form, write: false };
    const value = await this.#api.call(forms, call, { parameters: [form, JSON.stringify(data)] });
    const result = isRecord(value) ? value['Result'] : undefined;
    return rowsOf(isRecord(result) ? result['Rows'] : undefined, fields.length, call);
  }

  /** Account books of the server; it tells them without a login. Empty when its version does not. */
  async dataCentres(): Promise<readonly DataCentre[]> {
    const value = await this.#api.callOpen(accounts, 'GetDataCenterList', {});
    const listed: readonly unknown[] = Array.isArray(value) ? value : [];
    return listed.filter(isRecord).map((one) => ({
      acctId: typeof one['Id'] === 'string' ? one['Id'] : '',
      name: typeof one['Name'] === 'string' ? one['Name'] : '',
    }));
  }

  /** Version of the ERP, such as 8.2.886.8; null when calls are signed, for then nobody says it. Logs in. */
  async version(): Promise<string | null> {
    return await this.#api.version();
  }

  /** Any call: `body` is sent as it is, the answer comes back parsed. Methods not known to read count as writes. */
  async call(service: string, method: string, body: object): Promise<unknown> {
    const form = isRecord(body) && typeof body['formid'] === 'string' ? body['formid'] : null;
    return await this.#api.call(
      service,
      { method, form, write: !reads.has(method.toLowerCase()) },
      body,
    );
  }

  /** Whether the version of the ERP has a method of the forms service. Changes nothing. */
  async offers(method: string): Promise<boolean> {
    return await this.#api.offers(forms, method, { parameters: [''] });
  }

  /** How far the server's clock is ahead of ours by its last answer; 0 before the first. */
  get clockSkewMs(): number {
    return this.#api.clockSkewMs;
  }

  /** Time at the server by its last answer; ours before the first. UTC milliseconds. */
  serverNow(): number {
    return this.#api.serverNow();
  }

  /** Logs out, so that no licence stays taken, and closes all connections. */
  async close(): Promise<void> {
    await this.#api.close();
  }

  /** An exception in a query is an unknown form or a bad filter; asking for the form tells which. */
  async #explained(error: unknown, form: string): Promise<unknown> {
    if (!(error instanceof KingdeeRefusal) || error.msgCode !== exceptionCode) return error;
    try {
      await this.businessInfo(form);
      return error;
    } catch (second) {
      return second instanceof HubError && second.code === 'KINGDEE_FORM_UNKNOWN' ? second : error;
    }
  }
}

function callOf(query: BillQuery): CallName {
  return { method: 'ExecuteBillQuery', form: query.form, write: false };
}
