import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { startDingTalkSimulator, type DingTalkSimulator } from '@hub/simulator-dingtalk';
import { eventually } from '@hub/testkit';
import { callControl } from './call-control.js';
import { beForbearing } from './patience.js';

/** Nobody of ours may run for ever, whatever becomes of the test. */
const lifeMs = 290_000;
const withinMs = 90_000;

/** A client in another language, which prints a line for whatever it hears or gets: a name, a tab, JSON. */
class ForeignClient {
  readonly #child: ChildProcess;
  readonly #said: { readonly name: string; readonly text: string }[] = [];
  #noise = '';

  constructor(program: string, args: readonly string[], env: NodeJS.ProcessEnv, order: object) {
    const child = spawn(program, args, { env, timeout: lifeMs, killSignal: 'SIGKILL' });
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [name = '', text = ''] = line.split('\t');
      this.#said.push({ name, text });
    });
    child.stderr.on('data', (chunk: Buffer) => (this.#noise += chunk.toString()));
    // It may be gone before it has read its order; what it said then tells why.
    child.stdin.on('error', () => undefined);
    child.stdin.write(`${JSON.stringify(order)}\n`);
  }

  /** Waits until the client has said this so many times, and returns the last. */
  async hears(name: string, times = 1): Promise<unknown> {
    const heard = (): readonly { text: string }[] =>
      this.#said.filter((each) => each.name === name);
    await eventually(
      () => {
        const gone = this.#child.exitCode !== null;
        if (heard().length >= times) return true;
        assert.ok(!gone, 'the client is gone');
        return false;
      },
      { withinMs },
    ).catch((error: unknown) => {
      const names = this.#said.map((each) => each.name).join(', ');
      assert.fail(`${name} was not heard (${String(error)}); heard: ${names}\n${this.#noise}`);
    });
    return JSON.parse(heard()[times - 1]?.text ?? 'null');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }
}

/** A simulated DingTalk under TLS, before clients that have the real hosts built in. */
export class ForeignStage {
  readonly dingtalk: DingTalkSimulator;
  /** By the clock of the simulator. */
  readonly openedAt: number;
  readonly #clients: ForeignClient[] = [];

  private constructor(dingtalk: DingTalkSimulator) {
    this.dingtalk = dingtalk;
    this.openedAt = dingtalk.clock.now();
  }

  static async open(): Promise<ForeignStage> {
    const dingtalk = await startDingTalkSimulator({ tls: true });
    beForbearing(dingtalk);
    return new ForeignStage(dingtalk);
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.stop()));
    await this.dingtalk.close();
  }

  /** Starts a client; it finds the simulator by its environment, as it would find a company's proxy. */
  start(
    program: string,
    args: readonly string[],
    order: object,
    more: Readonly<Record<string, string>> = {},
  ): ForeignClient {
    const { caFile = '', proxy = '' } = this.dingtalk;
    const client = new ForeignClient(
      program,
      args,
      {
        HTTPS_PROXY: proxy,
        NO_PROXY: '127.0.0.1',
        REQUESTS_CA_BUNDLE: caFile,
        SSL_CERT_FILE: caFile,
        ...more,
      },
      order,
    );
    this.#clients.push(client);
    return client;
  }

  /** What a person of the first organisation does on the phone; expects 200. */
  async person(
    userId: string,
    method: string,
    path: string,
    body?: object,
  ): Promise<Record<string, unknown>> {
    const corpId = this.dingtalk.organisations[0]?.corpId ?? '';
    return this.control(method, `organisations/${corpId}/people/${userId}${path}`, body);
  }

  /** Calls the control interface; expects 200. */
  control(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    return callControl(this.dingtalk, method, path, body);
  }

  /** The simulator's journal of one kind. */
  entries(kind: string): readonly Readonly<Record<string, unknown>>[] {
    const all = this.dingtalk.journal.after(0, 100_000);
    return all.filter((entry) => entry.kind === kind).map(({ data }) => data);
  }

  count(kind: string): number {
    return this.entries(kind).length;
  }
}
