import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { requirePython, type Python } from '@hub/local';
import { startKingdeeSimulator, type KingdeeSimulator } from '@hub/simulator-kingdee';

const sources = new URL('../../src/sdk/', import.meta.url);
const script = fileURLToPath(new URL('kingdee_sdk_run.py', sources));
const requirements = fileURLToPath(new URL('requirements.txt', sources));
const runTimeoutMs = 120_000;

/** What one call of the SDK gave: a reply, or the error that the SDK raised. */
export interface SdkReply {
  readonly call: string;
  readonly session?: string;
  readonly reply?: unknown;
  readonly raised?: string;
  readonly message?: string;
}

interface SdkOrder {
  readonly url: string;
  readonly acctId: string;
  readonly user: string;
  readonly appId: string;
  readonly appSecret: string;
  /** Method of K3CloudApiSdk and its arguments; `{as}` at the end keeps the reply, `$name.path` uses a kept one. */
  readonly calls: readonly (readonly unknown[])[];
}

/** A Python with the vendor's SDK, fetched from PyPI on the first run. */
function requireSdk(): Promise<Python> {
  return requirePython(requirements, (line) => process.stderr.write(`${line}\n`));
}

/** Does calls with Kingdee's own Python SDK in a process of its own, one after another. */
async function runSdk(python: Python, order: SdkOrder): Promise<readonly SdkReply[]> {
  const child = spawn(python.program, ['-B', script, python.packages], {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: runTimeoutMs,
    killSignal: 'SIGKILL',
  });
  const said = { out: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.error += chunk.toString()));
  child.stdin.end(JSON.stringify(order));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  assert.equal(code, 0, `the SDK's run failed:\n${said.error}`);
  const lines = said.out.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as SdkReply);
}

/** What tests read of the vendor's common reply. */
export interface Status {
  readonly IsSuccess: boolean;
  readonly MsgCode?: number;
  readonly Errors?: readonly { readonly Message: string; readonly FieldName: string | null }[];
  readonly SuccessEntitys?: readonly {
    readonly Id: number;
    readonly Number: string;
    readonly DIndex: number;
  }[];
}

type Calls = readonly (readonly unknown[])[];

/** A simulated ERP with the vendor's SDK before it. */
export class SdkStage {
  readonly simulator: KingdeeSimulator;
  readonly #python: Python;

  private constructor(simulator: KingdeeSimulator, python: Python) {
    this.simulator = simulator;
    this.#python = python;
  }

  static async open(): Promise<SdkStage> {
    const python = await requireSdk();
    return new SdkStage(await startKingdeeSimulator(), python);
  }

  close(): Promise<void> {
    return this.simulator.close();
  }

  /** Does calls as the application of the first account set, unless `change` says otherwise. */
  async run(
    calls: Calls,
    change: { readonly appSecret?: string; readonly acctId?: string } = {},
  ): Promise<readonly SdkReply[]> {
    const [account] = this.simulator.accounts;
    const app = account?.apps[0];
    assert.ok(account !== undefined && app !== undefined);
    const { appId, appSecret, userName: user } = app;
    const { acctId } = account;
    const replies = await runSdk(this.#python, {
      ...{ url: this.simulator.url, acctId, user, appId, appSecret },
      ...change,
      calls,
    });
    assert.deepEqual(
      replies.map(({ call }) => call),
      calls.map(([name]) => name),
    );
    return replies;
  }

  /** Orders a fault of the simulator. */
  async order(fault: object): Promise<void> {
    const init = { method: 'POST', body: JSON.stringify(fault) };
    const response = await fetch(`${this.simulator.control}control/faults`, init);
    assert.equal(response.status, 200, await response.text());
  }
}

/** The reply of a call that did not raise. */
export function value(reply: SdkReply | undefined): unknown {
  assert.equal(reply?.raised, undefined, reply?.message);
  return reply?.reply;
}

export function status(reply: SdkReply | undefined): Status {
  return (value(reply) as { Result: { ResponseStatus: Status } }).Result.ResponseStatus;
}
