import { startCosmicSimulator, type CosmicAccount, type CosmicSimulator } from '../index.js';

/** What the open platform answers, whatever it was asked. */
export interface Answer {
  readonly http: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly errorCode: string;
  readonly message: string | null;
  readonly status: boolean;
}

/** Calls a simulator with what a test writes; knows nothing of the protocol but the envelope. */
export class RawClient {
  readonly simulator: CosmicSimulator;
  readonly account: CosmicAccount;
  token = '';
  #nonce = 0;

  private constructor(simulator: CosmicSimulator, account: CosmicAccount) {
    this.simulator = simulator;
    this.account = account;
  }

  static async start(): Promise<RawClient> {
    const simulator = await startCosmicSimulator();
    const [account] = simulator.accounts;
    if (account === undefined) throw new Error('no data centre is seeded');
    const client = new RawClient(simulator, account);
    await client.open();
    return client;
  }

  /** The body of getToken as the vendor's example writes it, with a fresh nonce. */
  credentials(more: object = {}): object {
    const { clientId, clientSecret, username, accountId } = this.account;
    this.#nonce += 1;
    return {
      client_id: clientId,
      client_secret: clientSecret,
      username,
      accountId,
      language: 'zh_CN',
      nonce: `n${String(this.#nonce)}`,
      timestamp: String(this.simulator.clock.now()),
      ...more,
    };
  }

  async open(): Promise<void> {
    const { data } = await this.send('kapi/oauth2/getToken', this.credentials());
    this.token = String(data['access_token']);
  }

  async send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return await answerOf(
      await fetch(`${this.simulator.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return await answerOf(await fetch(`${this.simulator.url}${path}`, { headers }));
  }

  /** An operation such as `pm/pm_purorderbill/query`, with the token in its header. */
  async call(operation: string, body: unknown): Promise<Answer> {
    return await this.send(`ierp/kapi/v2/${operation}`, body, { accessToken: this.token });
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
  const whole = text.startsWith('{') ? (JSON.parse(text) as object) : { data: text };
  return {
    http: response.status,
    data: {},
    errorCode: '',
    message: null,
    status: false,
    ...whole,
  };
}
