import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tailTopics } from '@hub/kafka';
import type { TopicName } from '@hub/schemas';
import { playSteps, summaryTable, type StepResult } from './demo/step.js';
import { demoSteps } from './demo/story.js';
import { startHub, type RunningHub } from './hub/running-hub.js';
import { print } from './print.js';
import { root } from './root.js';
import { Timeline } from './timeline/timeline.js';
import { untilStopped } from './until-stopped.js';

const hops: readonly TopicName[] = [
  'kingdee.document.v1',
  'hub.command.v1',
  'hub.receipt.v1',
  'dingtalk.click.v1',
  'hub.decision.v1',
];

/** Starts everything and shows what happens, until stopped; or plays the demo and ends. Returns the exit code. */
export async function start({ demo }: { readonly demo: boolean }): Promise<number> {
  const startedAt = performance.now();
  const stopped = untilStopped().then(() => 130);
  const crashed = Promise.withResolvers<number>();
  const say = (line: string): void => {
    print(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  };

  const starting = startHub({
    log: say,
    pollIntervalMs: 1000,
    keepIn: 'runs',
    onCrash: (name, code, logFile) => {
      say(`${name} ended by itself with code ${String(code)}; see ${logFile}`);
      crashed.resolve(1);
    },
  });
  const first = await Promise.race([starting, stopped]);
  if (typeof first === 'number') {
    await starting.then((hub) => hub.stop()).catch(() => undefined);
    return first;
  }

  const tail = await showTimeline(first);
  say(addresses(first));
  const ended = await Promise.race([
    demo ? playDemo(first, startedAt) : stopped,
    stopped,
    crashed.promise,
  ]);
  say('stopping');
  await tail.close();
  await first.stop();
  // Stopping is how somebody ends `npm start`; it is no failure there.
  return ended === 130 && !demo ? 0 : ended;
}

async function showTimeline({ kafka }: RunningHub): Promise<{ close(): Promise<void> }> {
  const timeline = new Timeline();
  return tailTopics({
    brokers: kafka.brokers,
    clientId: 'hub.cli',
    topics: hops,
    from: 'latest',
    onRecord: (record) => {
      const line = timeline.line(record);
      if (line !== null) print(line);
    },
  });
}

function addresses({ kingdee, dingtalk, place }: RunningHub): string {
  return [
    'ready',
    '',
    `  金蝶 Kingdee, the bill list:   ${kingdee.control}`,
    `  钉钉 DingTalk, the phones:     ${dingtalk.control}`,
    `  logs and traces:               ${place.logsDir}`,
    '',
    '  time (UTC)    since hop   what      tenant    bill          says',
  ].join('\n');
}

async function playDemo(hub: RunningHub, startedAt: number): Promise<number> {
  const results = await playSteps(demoSteps(hub), (result) => {
    print(`${result.ok ? '✔' : '✖'} ${result.name}`);
  });
  const ok = results.every((result) => result.ok);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  print(
    `\n${summaryTable(results)}\n\n${ok ? '全部通过 all steps passed' : '有步骤失败 a step failed'} in ${String(seconds)} s`,
  );
  saveResults(results, seconds);
  return ok ? 0 : 1;
}

function saveResults(steps: readonly StepResult[], seconds: number): void {
  const folder = join(root, '.local');
  mkdirSync(folder, { recursive: true });
  const ok = steps.every((step) => step.ok);
  writeFileSync(join(folder, 'demo.json'), `${JSON.stringify({ ok, seconds, steps }, null, 2)}\n`);
}
