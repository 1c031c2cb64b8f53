import {
  BillRefusal,
  printLocalTime,
  takeFault,
  type BillBook,
  type BillForm,
  type FaultBook,
  type FaultKind,
  type SimulatorClock,
  type Vendor,
  type VendorReply,
  type VendorRequest,
} from '@hub/simulator-kit';
import { getList } from './actions/get-list.js';
import { getDetail, getTemplate } from './actions/read-actions.js';
import { updateVoucher } from './actions/update-voucher.js';
import { check, remove, save, update } from './actions/write-actions.js';
import type { WiseCompany } from './company.js';
import { done, notAllowed, notFound, Refusal, replyOf, type Envelope } from './reply.js';
import { dataOf, isObject, type Sent } from './request-data.js';
import type { Switches } from './switches.js';
import { Tokens } from './tokens.js';

type Action = (book: BillBook, form: BillForm, sent: Sent, switches: Switches) => Envelope;

const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['gettemplate', (_book, form) => getTemplate(form)],
  ['getlist', getList],
  ['getdetail', getDetail],
  ['save', save],
  ['update', update],
  ['delete', remove],
  ['checkbill', check],
  ['checkitem', check],
  ['updatevoucher', updateVoucher],
]);

/** What this server can be told to do wrong, beside the faults of the way. A target is `PO/GetList` or `GetList`. */
export const wiseFaults: readonly FaultKind[] = [
  { kind: 'token-loss', description: 'Ends all tokens before the call, as a restart does.' },
  {
    kind: 'status',
    description: 'Answers params.statusCode (default 500), params.message; not done.',
  },
];

interface Parts {
  readonly companies: readonly WiseCompany[];
  readonly clock: SimulatorClock;
  readonly faults: FaultBook;
  readonly switches: Switches;
}

/** K3API: `/K3API/Token/Create` and `/K3API/{Object}/{Action}?Token=`, letter case aside. */
export class K3Api implements Vendor {
  readonly tokens: Tokens;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.tokens = new Tokens(() => parts.clock.now());
  }

  namesOf({ path }: VendorRequest): readonly string[] {
    const place = placeOf(path);
    return place === undefined ? [] : [`${place.object}/${place.action}`, place.action];
  }

  answer(request: VendorRequest): VendorReply {
    const place = placeOf(request.path);
    if (place === undefined) return notFound;
    if (request.method !== 'GET' && request.method !== 'POST') return notAllowed;
    try {
      this.#strike(this.namesOf(request));
      if (place.object.toLowerCase() === 'token') return replyOf(this.#token(request));
      return replyOf(this.#act(place, request));
    } catch (error) {
      if (error instanceof Refusal)
        return replyOf({
          StatusCode: error.statusCode,
          Message: error.message,
          Data: error.data,
        });
      if (error instanceof BillRefusal)
        return replyOf({ StatusCode: 201, Message: 'Faild', Data: error.message });
      throw error;
    }
  }

  #strike(names: readonly string[]): void {
    const fault = takeFault(this.#parts.faults, names, ['token-loss', 'status']);
    if (fault?.kind === 'token-loss') this.tokens.clear();
    if (fault?.kind !== 'status') return;
    const { statusCode, message } = fault.params;
    const said = typeof message === 'string' ? message : '服务器内部错误';
    throw new Refusal(Number(statusCode ?? 500), said);
  }

  #token(request: VendorRequest): Envelope {
    const { companies, clock, switches } = this.#parts;
    const sent = request.query.size > 0 ? Object.fromEntries(request.query) : safely(request);
    const given = Object.entries(sent).find(([key]) => key.toLowerCase() === 'authoritycode');
    const company = companies.find(({ authorityCode }) => authorityCode === given?.[1]);
    if (company === undefined)
      throw new Refusal(switches.badTokenStatus, '授权码不正确', { Code: 'N' });
    return done({
      Token: this.tokens.open(company, switches.tokenSeconds),
      Code: 'Y',
      Validity: switches.tokenSeconds,
      IPAddress: '127.0.0.1',
      Language: 'chs',
      Create: printLocalTime(clock.now()),
    });
  }

  #act({ object, action }: Place, request: VendorRequest): Envelope {
    const { switches } = this.#parts;
    const company = this.tokens.companyOf(tokenOf(request, switches));
    if (company === undefined)
      throw new Refusal(switches.badTokenStatus, 'Token无效或已过期，请重新获取');
    const form = company.book.form(object);
    if (form === undefined) throw new Refusal(404, `接口${object}不存在或没有授权`);
    const found = actions.get(action.toLowerCase());
    if (found === undefined) throw new Refusal(404, `接口${object}没有方法${action}`);
    const bare = action.toLowerCase() === 'gettemplate';
    return found(company.book, form, bare ? {} : dataOf(request), switches);
  }
}

interface Place {
  readonly object: string;
  readonly action: string;
}

function placeOf(path: string): Place | undefined {
  const match = /^\/k3api\/(\w+)\/(\w+)\/?$/i.exec(path);
  return match === null ? undefined : { object: match[1] ?? '', action: match[2] ?? '' };
}

function tokenOf({ query }: VendorRequest, { tokenParameter }: Switches): string {
  if (tokenParameter === 'as-documented') return query.get('Token') ?? '';
  return [...query].find(([key]) => key.toLowerCase() === 'token')?.[1] ?? '';
}

/** A token may be asked for by POST as well, with the code as JSON or as form. */
function safely({ body }: VendorRequest): Sent {
  try {
    const sent: unknown = JSON.parse(body);
    return isObject(sent) ? sent : {};
  } catch {
    return Object.fromEntries(new URLSearchParams(body));
  }
}
