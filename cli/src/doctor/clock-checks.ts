import type { Clock } from '@hub/core';
import type { Check, Finding } from '@hub/source';
import { bad, check, good } from './fault-words.js';

/** A server whose clock is further off refuses signatures sooner or later; vendors' tolerances are not published. */
const skewMaxMs = 60_000;
const answerWithinMs = 15_000;

/** Compares a server's clock with ours by the Date header of any answer, which every HTTP server sends. */
export function clockCheck(id: string, url: string, clock: Clock): Check {
  return check(id, { zh: '两边时钟', en: 'clocks of both sides' }, async () => {
    const asked = clock.now();
    const answer = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(answerWithinMs),
    }).catch(() => null);
    const answered = clock.now();
    await answer?.body?.cancel();
    const date = Date.parse(answer?.headers.get('date') ?? '');
    if (answer === null) return unreachable(url);
    if (Number.isNaN(date)) {
      return good({ zh: '服务器没有给出时间', en: 'the server does not say its time' });
    }
    // The header counts whole seconds; its second began half a second ago on average.
    return skewFinding(date + 500 - (asked + answered) / 2);
  });
}

/** @param skewMs how far the server's clock is ahead of ours */
function skewFinding(skewMs: number): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  if (Math.abs(skewMs) <= skewMaxMs) {
    return good({ zh: `与本机相差 ${String(seconds)} 秒`, en: `${String(seconds)} s from ours` });
  }
  const [zh, en] = skewMs > 0 ? ['快', 'ahead of'] : ['慢', 'behind'];
  return bad(
    'CLOCK_OFF',
    {
      zh: `服务器时钟比本机${zh} ${String(seconds)} 秒，签名会被拒绝`,
      en: `the server's clock is ${String(seconds)} s ${en} ours; signatures will be refused`,
    },
    {
      zh: '让两台机器都与 NTP 时间服务器同步，先看 timedatectl 指出的是哪一台不准',
      en: 'let both machines follow a time server (NTP); timedatectl shows which one does not',
    },
  );
}

function unreachable(url: string): Finding {
  const { host } = new URL(url);
  return bad(
    'CLOCK_UNKNOWN',
    { zh: `${host} 没有应答`, en: `${host} does not answer` },
    {
      zh: '检查 tenant.yaml 中的地址、网络和防火墙',
      en: 'check the address in tenant.yaml and the network in between',
    },
  );
}
