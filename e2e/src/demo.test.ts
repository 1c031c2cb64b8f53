import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { patientNotifier } from './testing/patience.js';

const root = join(import.meta.dirname, '../..');
const hub = join(root, 'cli/dist/main.js');

interface DemoResult {
  readonly ok: boolean;
  readonly steps: readonly { readonly ok: boolean; readonly detail: string }[];
}

/** Runs the command line with parts of its own, as on a machine that offers none. */
function run(...args: string[]): ReturnType<typeof spawn> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...patientNotifier, HUB_PARTS: 'process' };
  return spawn(process.execPath, [hub, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('the commands of the README', () => {
  it('the demo plays every step, says so, and leaves a summary', async () => {
    const demo = run('start', '--demo');
    assert.ok(demo.stdout !== null);
    const [printed, exit] = await Promise.all([text(demo.stdout), once(demo, 'exit')]);
    const result = JSON.parse(await readFile(join(root, '.local/demo.json'), 'utf8')) as DemoResult;
    assert.deepEqual([exit, result.ok, result.steps.length], [[0, null], true, 6], printed);
    assert.match(printed, /全部通过 all steps passed/);
  });

  it('the traces of a bill of the demo lead from the ERP to the card, and from the click over a link to the ERP', async () => {
    const { steps } = JSON.parse(
      await readFile(join(root, '.local/demo.json'), 'utf8'),
    ) as DemoResult;
    const number = /^(\S+):/.exec(steps[1]?.detail ?? '')?.[1] ?? '';
    const drawn = run('start', '--trace', number);
    assert.ok(drawn.stdout !== null);
    const tree = await text(drawn.stdout);
    const inOrder = [
      /kingdee\.poll {2}\(ingest-kingdee\)/,
      /handle kingdee\.document\.v1 {2}\(router\)/,
      /createAndDeliver {2}\(notifier-dingtalk\)/,
      /take-click {2}\(writeback\).*⇠/,
      /WorkflowAudit\S* {2}\(writeback\)/,
      /PUT \S+ {2}\(notifier-dingtalk\)/,
    ];
    let from = 0;
    for (const hop of inOrder) {
      const found = tree.slice(from).search(hop);
      assert.ok(found >= 0, `${String(hop)} does not come after the hops before it in:\n${tree}`);
      from += found;
    }
  });

  it('the simulators alone print their facts as one line and stop when asked', async () => {
    const simulators = run('simulators', '--json');
    assert.ok(simulators.stdout !== null);
    const lines = createInterface({ input: simulators.stdout });
    const [line = ''] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [
      string?,
    ];
    const { kingdee, dingtalk, wise, cosmic } = JSON.parse(line) as {
      wise: { url: string; accounts: { authorityCode: string }[] };
      cosmic: { url: string; accounts: { clientSecret: string }[] };
      kingdee: { url: string; accounts: { acctId: string; apps: { appSecret: string }[] }[] };
      dingtalk: {
        organisations: { corpId: string; groups: unknown[]; cardTemplateIds: string[] }[];
      };
    };
    assert.match(kingdee.url, /^http:\/\/127\.0\.0\.1:\d+\/k3cloud\/$/);
    assert.match(wise.url, /^http:\/\/127\.0\.0\.1:\d+\/K3API\/$/);
    assert.match(cosmic.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    const listed = [kingdee, wise, cosmic].map(({ accounts }) => accounts.length);
    assert.deepEqual([...listed, dingtalk.organisations.length], [2, 2, 2, 2]);
    assert.ok(
      dingtalk.organisations.every(
        ({ cardTemplateIds, groups }) => cardTemplateIds.length > 0 && groups.length > 0,
      ),
    );
    simulators.kill('SIGTERM');
    assert.deepEqual(await once(simulators, 'exit'), [0, null]);
  });
});
