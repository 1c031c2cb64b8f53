import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { requirePython, type Python } from '@hub/local';

const sources = new URL('../../src/sdk/', import.meta.url);
const script = fileURLToPath(new URL('kingdee_sdk_run.py', sources));
const requirements = fileURLToPath(new URL('requirements.txt', sources));
const runTimeoutMs = 60_000;

/** What one call of the SDK gave: a reply, or the error that the SDK raised. */
export interface SdkReply {
  readonly call: string;
  readonly session?: string;
  readonly reply?: unknown;
  readonly raised?: string;
  readonly message?: string;
}

export interface SdkOrder {
  readonly url: string;
  readonly acctId: string;
  readonly user: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly org?: string | number;
  /** Method of K3CloudApiSdk and its arguments; `{as}` at the end keeps the reply, `$name.path` uses a kept one. */
  readonly calls: readonly (readonly unknown[])[];
}

/** A Python with the vendor's SDK, fetched from PyPI on the first run. */
export function requireSdk(): Promise<Python> {
  return requirePython(requirements, (line) => process.stderr.write(`${line}\n`));
}

/** Does calls with Kingdee's own Python SDK in a process of its own, one after another. */
export async function runSdk(python: Python, order: SdkOrder): Promise<readonly SdkReply[]> {
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
