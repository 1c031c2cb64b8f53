import type { Check } from '@hub/source';
import { bad, check, good } from './fault-words.js';

const waitMs = 10_000;

/**
 * Whether the address that DingTalk posts to leads to write-back: what is posted without a signature is refused there and
 * nowhere else in this way. From here the address may be reached although DingTalk does not reach it, or the reverse.
 */
export function callbackCheck(url: string): Check {
  return check('dingtalk.callback', { zh: 'HTTP 回调地址', en: 'callback address' }, async () => {
    const status = await answerOf(`${url}/card`);
    if (status === 403)
      return good({ zh: `${url} 由 write-back 应答`, en: `write-back answers at ${url}` });
    const said = status === null ? { zh: '无应答', en: 'no answer' } : answered(status);
    return bad(
      'DINGTALK_CALLBACK',
      { zh: `${url}：${said.zh}`, en: `${url}: ${said.en}` },
      {
        zh: '让代理把该地址下的 POST 请求原样转给 write-back；404 表示 write-back 尚未读到该租户的 callback',
        en: 'let the proxy pass POST below this address to write-back as it comes; 404 means that write-back has not read the callback of this tenant',
      },
    );
  });
}

function answered(status: number): { readonly zh: string; readonly en: string } {
  return { zh: `应答 HTTP ${String(status)}`, en: `answers HTTP ${String(status)}` };
}

async function answerOf(url: string): Promise<number | null> {
  try {
    const request = { method: 'POST', body: '{}', redirect: 'manual' } as const;
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(waitMs) });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return null;
  }
}
