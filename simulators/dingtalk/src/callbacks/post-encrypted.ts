import { decrypt, seal, signatureOf, type CallbackKeys } from './callback-crypto.js';
import { parseObject, post } from './post.js';

export interface EncryptedCall {
  readonly url: string;
  readonly keys: CallbackKeys;
  readonly message: string;
  readonly deadlineMs: number;
  readonly now: number;
  /** Signs wrongly, as somebody who does not know the token would. */
  readonly forged?: boolean;
}

/** Sends an encrypted message and checks the answer. Returns undefined when that was right, else what was wrong. */
export async function postEncrypted(call: EncryptedCall): Promise<string | undefined> {
  const { deadlineMs, forged, keys, message, now, url } = call;
  const envelope = seal(keys, message, now);
  const signature = forged === true ? '0'.repeat(40) : envelope.msg_signature;
  const address = new URL(url);
  for (const [name, value] of [
    ['msg_signature', signature],
    ['signature', signature],
    ['timestamp', envelope.timeStamp],
    ['nonce', envelope.nonce],
  ] as const) {
    address.searchParams.set(name, value);
  }
  const body = JSON.stringify({ encrypt: envelope.encrypt });
  const { status, text } = await post(address.href, body, {}, deadlineMs);
  if (status === undefined) return text;
  if (status !== 200) return `HTTP ${String(status)}`;
  return wrongWith(text, keys);
}

/** The answer must be `success`, sealed in the same scheme. */
function wrongWith(text: string, keys: CallbackKeys): string | undefined {
  const answer = parseObject(text);
  if (answer === undefined) return 'answer is not a JSON object';
  const read = (name: string): string => {
    const value = answer[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const sealed = read('encrypt');
  if (sealed === '') return 'answer has no encrypt';
  // Some name the time as the request does; line feeds inside `encrypt` are signed as they stand.
  const timestamp = read('timeStamp') || read('timestamp');
  const expected = signatureOf(keys.token, timestamp, read('nonce'), sealed);
  if (read('msg_signature') !== expected) return 'msg_signature of the answer does not match';
  try {
    const { message, receiverId } = decrypt(keys.aesKey, sealed);
    if (receiverId !== keys.receiverId) return 'answer is sealed for another receiver';
    return message === 'success' ? undefined : 'answer is not success';
  } catch (error) {
    return `answer cannot be decrypted: ${error instanceof Error ? error.message : String(error)}`;
  }
}
