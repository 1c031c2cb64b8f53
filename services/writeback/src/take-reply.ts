import { fill, hashId, HubError, mintCapability, type Clock } from '@hub/core';
import type { Claims } from '@hub/redis';
import type { Click } from '@hub/schemas';
import { shown as shownText, type Answers } from './domain/answers.js';
import { comparableNumber, parseReply, type Reply } from './domain/parse-reply.js';
import type {
  Erp,
  Ledger,
  Publish,
  Shown,
  ShownApprovals,
  Tenants,
  Traced,
  WritebackTenant,
} from './ports.js';

/** A message that a person wrote to the robot. */
export interface RobotText {
  /** Stays the same when the message is delivered again. */
  readonly msgId: string;
  readonly private: boolean;
  readonly userId: string;
  readonly corpId: string;
  readonly text: string;
}

export interface TakeReplyPorts {
  readonly tenants: Tenants;
  readonly shown: ShownApprovals;
  readonly ledger: Pick<Ledger, 'peek'>;
  readonly erp: Pick<Erp, 'open'>;
  readonly claims: Claims;
  readonly publish: Publish;
  readonly traced: Traced;
  readonly clock: Clock;
  /** How long what was shown can be answered by text. */
  readonly capabilityMs: number;
}

/** Takes a message from a tenant's connection; `answer` writes back into the conversation. */
export type TakeReply = (
  tenant: string,
  message: RobotText,
  answer: (message: { title: string; text: string }) => Promise<void>,
) => Promise<void>;

const listedMax = 10;
const replyMs = 5 * 60_000;
/** How often and how long apart what was shown is looked for, in milliseconds: well within DingTalk's 3 s. */
const looksMax = 5;
const lookEveryMs = 300;

/** Lets a text reply in: it means what the person was last shown, and where that is not plain he is asked. */
export function takeReply(ports: TakeReplyPorts): TakeReply {
  return async (tenantId, message, answer) => {
    const tenant = ports.tenants.get(tenantId);
    if (message.corpId !== tenant.corpId || message.userId === '') return;
    const key = `hub:${tenantId}:reply:${hashId(message.msgId)}`;
    const claimed = await ports.claims.claim(key);
    if (claimed.state === 'DONE') return;
    if (claimed.state === 'TAKEN') throw inHand(claimed.leftMs);
    try {
      const { answers } = tenant;
      await answer({
        title: answers.title,
        text: await understand(ports, tenant, message, answers),
      });
      await ports.claims.confirm(key, '');
    } catch (error) {
      await ports.claims.release(key);
      throw error;
    }
  };
}

async function understand(
  ports: TakeReplyPorts,
  tenant: WritebackTenant,
  message: RobotText,
  answers: Answers,
): Promise<string> {
  const reply = parseReply(message.text);
  if (reply.kind === 'UNCLEAR') return answers.help;
  if (!message.private) return answers.privately;
  if (reply.kind === 'REASON_MISSING') return answers.reasonMissing;

  const candidates = await openSoon(ports, tenant, message.userId, reply.number);
  const [first, ...others] = candidates;
  if (first === undefined)
    return reply.number === null
      ? answers.none
      : fill(answers.noneOfNumber, { number: shownText(reply.number) });
  const said = { verb: answers.verbs[reply.action], number: shownText(first.number) };
  if (others.length > 0) {
    const lines = candidates.slice(0, listedMax).map(({ number }) => `- ${shownText(number)}`);
    return [fill(answers.several, said), '', ...lines].join('\n');
  }
  const click = clickOf(ports, tenant, message, reply, first);
  await ports.traced('take-reply', first.traceparent, () =>
    ports.publish([{ topic: 'dingtalk.click.v1', value: click }]),
  );
  return fill(answers.received, said);
}

/**
 * The receipt of what was shown a moment ago may still be on its way: a quick reader is not told that nothing waits, and
 * a bare yes is taken for the only bill that waits when it still is the only one at a second look.
 */
async function openSoon(
  ports: TakeReplyPorts,
  ...who: readonly [tenant: WritebackTenant, userId: string, number: string | null]
): Promise<readonly Shown[]> {
  const [, , number] = who;
  let alone = false;
  for (let look = 1; ; look += 1) {
    const found = await openFor(ports, ...who);
    const certain = number === null ? found.length > 1 || alone : found.length > 0;
    if (certain || look === looksMax) return found;
    alone = found.length === 1;
    await ports.clock.sleep(lookEveryMs);
  }
}

/** What was shown to the person and is still to be decided. The ERP is asked only when that may spare a question. */
async function openFor(
  ports: TakeReplyPorts,
  tenant: WritebackTenant,
  userId: string,
  number: string | null,
): Promise<readonly Shown[]> {
  const since = ports.clock.now() - ports.capabilityMs;
  const shown = (await ports.shown.of(tenant.id, userId))
    .filter(({ at }) => at >= since)
    .filter((one) => number === null || comparableNumber(one.number) === number)
    .filter((one) => ports.ledger.peek({ tenant: tenant.id, ...one })?.state !== 'DONE')
    .slice(0, listedMax);
  if (shown.length < 2) return shown;
  const waiting = await Promise.all(shown.map((one) => waits(ports, tenant.id, one)));
  return shown.filter((_, index) => waiting[index]);
}

async function waits(
  { erp }: TakeReplyPorts,
  tenant: string,
  { form, documentId, node }: Shown,
): Promise<boolean> {
  try {
    return (await erp.open(tenant, form, documentId)).some((task) => task.node === node);
  } catch {
    return true; // Without the ERP the person is asked which one he means.
  }
}

/** A reply carries no button, so the capability for what it means is made here; everything is checked again as for a button. */
function clickOf(
  { clock }: TakeReplyPorts,
  tenant: WritebackTenant,
  message: RobotText,
  reply: Extract<Reply, { kind: 'DECIDE' }>,
  shown: Shown,
): Click {
  const { form, documentId, node, version, commandId, traceparent } = shown;
  const clickId = hashId('reply', tenant.id, message.msgId);
  const at = clock.now();
  const [key] = tenant.capabilityKeys;
  if (key === undefined) throw new Error(`tenant ${tenant.id} has no capability key`);
  const claims = {
    tenant: tenant.id,
    form,
    documentId,
    node,
    version,
    commandId,
    traceparent,
    userId: message.userId,
    action: reply.action,
  };
  return {
    clickId,
    tenant: tenant.id,
    form,
    documentId,
    node,
    corpId: tenant.corpId,
    userId: message.userId,
    source: 'REPLY',
    action: reply.action,
    reason: reply.reason,
    capability: mintCapability({ ...claims, nonce: clickId, expiresAt: at + replyMs }, key),
    commandId,
    at,
  };
}

/** Not answered to DingTalk, so that the message comes again should the other process die over it. */
function inHand(retryAfterMs: number): HubError {
  return new HubError('WRITEBACK_IN_HAND', 'another process is answering this message', {
    retryable: true,
    retryAfterMs,
  });
}
