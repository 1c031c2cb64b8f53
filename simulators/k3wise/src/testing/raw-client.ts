import { startK3WiseSimulator, type K3WiseSimulator } from '../index.js';

/** What K3API answers, whatever it was asked. */
export interface Answer {
  readonly http: number;
  readonly StatusCode: number;
  readonly Message: string;
  readonly Data: unknown;
}

/** Calls a simulator with the bytes that a test writes; knows nothing of the protocol but the envelope. */
export class RawClient {
  readonly simulator: K3WiseSimulator;
  token = '';

  private constructor(simulator: K3WiseSimulator) {
    this.simulator = simulator;
  }

  static async start(): Promise<RawClient> {
    const client = new RawClient(await startK3WiseSimulator());
    client.token = await client.open();
    return client;
  }

  async open(account = 0): Promise<string> {
    const code = this.simulator.accounts[account]?.authorityCode ?? '';
    const { Data } = await this.get(`Token/Create?authorityCode=${code}`);
    return (Data as { Token: string }).Token;
  }

  async get(path: string): Promise<Answer> {
    return await answerOf(await fetch(`${this.simulator.url}${path}`));
  }

  async post(path: string, body: string, contentType = 'application/json'): Promise<Answer> {
    const headers = { 'content-type': contentType };
    const url = `${this.simulator.url}${path}`;
    return await answerOf(await fetch(url, { method: 'POST', body, headers }));
  }

  /** `action` such as `PO/GetList`, with `{Data}` around what is sent. */
  async call(action: string, data: unknown): Promise<Answer> {
    return await this.post(`${action}?Token=${this.token}`, JSON.stringify({ Data: data }));
  }

  async control(method: string, path: string, body?: unknown): Promise<unknown> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${this.simulator.control}control/${path}`, { method, ...sent });
    return await response.json();
  }

  async switch(switches: object): Promise<void> {
    await this.control('PUT', 'switches', switches);
  }

  async close(): Promise<void> {
    await this.simulator.close();
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const whole = text.startsWith('{') ? (JSON.parse(text) as object) : {};
  return { http: response.status, StatusCode: 0, Message: '', Data: null, ...whole };
}
