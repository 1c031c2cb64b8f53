import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { dingtalkAnswer } from './dingtalk-answers.js';
import type { ErpStub } from './erp-stub.js';
import { fieldKeys } from './form.js';
import { answerMs } from './stub-client.js';

interface Query {
  readonly FormId: string;
  readonly FieldKeys: string;
  readonly FilterString: string;
  readonly StartRow: number;
  readonly Limit: number;
}

/** What is to be sent, and how long the server thinks about it. */
interface Reply {
  readonly text: string;
  readonly afterMs: number;
}

const kdsvc = /\.(\w+)\.common\.kdsvc$/;
const session = 'a3f1c6d2-0000-4000-8000-000000000001';

/** An ERP that answers after 100 ms and 20 µs a row, and a DingTalk that knows one person; both on one port. */
export class StubServer {
  readonly #erp: ErpStub;
  readonly #http: Server;

  constructor(erp: ErpStub) {
    this.#erp = erp;
    this.#http = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
        response.writeHead(500).end();
      });
    });
    this.#http.keepAliveTimeout = 60_000;
  }

  /** @returns base address without a path */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((this.#http.address() as AddressInfo).port)}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const began = performance.now();
    const body = await textOf(request);
    const path = (request.url ?? '').split('?')[0] ?? '';
    const method = kdsvc.exec(path)?.[1];
    const reply =
      method === undefined
        ? { text: JSON.stringify(dingtalkAnswer(path)), afterMs: 0 }
        : this.#erpReply(method, body);
    const restMs = reply.afterMs - (performance.now() - began);
    if (restMs > 0) await delay(restMs);
    response.writeHead(200, { 'content-type': 'application/json' }).end(reply.text);
  }

  #erpReply(method: string, body: string): Reply {
    const [first = '', second = ''] = parametersOf(body);
    switch (method) {
      case 'LoginBySign':
        return plain({ LoginResultType: 1, KDSVCSessionId: session, Message: null });
      case 'QueryBusinessInfo':
        return plain(businessInfo((JSON.parse(first) as { FormId: string }).FormId));
      case 'ExecuteBillQuery':
        return this.#rows(JSON.parse(first) as Query);
      case 'View':
        return { text: viewed((JSON.parse(second) as { Id: string }).Id), afterMs: answerMs(0) };
      default:
        return plain(true);
    }
  }

  #rows(query: Query): Reply {
    const { rows } = this.#erp.query({
      form: query.FormId,
      fields: query.FieldKeys.split(','),
      filter: query.FilterString,
      startRow: query.StartRow,
      limit: query.Limit,
    });
    return { text: JSON.stringify(rows), afterMs: answerMs(rows.length) };
  }
}

function plain(value: unknown): Reply {
  return { text: JSON.stringify(value), afterMs: answerMs(0) };
}

function parametersOf(body: string): readonly string[] {
  if (body === '') return [];
  const { parameters } = JSON.parse(body) as { readonly parameters?: readonly unknown[] };
  return (parameters ?? []).map(String);
}

function businessInfo(form: string): object {
  const keys = form.startsWith('WF_') ? ['FKeyValue'] : fieldKeys;
  const fields = keys.map((Key) => ({ Key }));
  const data = {
    Id: form,
    Name: [{ Key: 2052, Value: form }],
    Entrys: [{ Key: 'F', Fields: fields }],
  };
  return { Result: { ResponseStatus: { IsSuccess: true }, NeedReturnData: data } };
}

function viewed(id: string): string {
  const bill = { Id: Number(id), BillNo: `CGDD${id}`, DocumentStatus: 'C' };
  return JSON.stringify({ Result: { ResponseStatus: { IsSuccess: true }, Result: bill } });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
