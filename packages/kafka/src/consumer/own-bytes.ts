import type { KafkaMessage } from 'kafkajs';

/** So many share a buffer without much waste; and they are not looked at one by one. */
const manyMin = 32;

/**
 * The same messages, on bytes of their own where they would keep much more than themselves in memory.
 *
 * A fetch of a few small messages arrives in a socket's buffer of 64 KiB, and each key, value and header is a view of it:
 * one event of 1 KB that waits for its turn kept 64 KiB. Larger fetches are put together exactly and stay as they are.
 */
export function onOwnBytes(messages: readonly KafkaMessage[]): readonly KafkaMessage[] {
  if (messages.length >= manyMin) return messages;
  const views = messages.flatMap(viewsOf);
  const bytes = views.reduce((sum, view) => sum + view.length, 0);
  const held = new Set(views.map(({ buffer }) => buffer));
  const heldBytes = [...held].reduce((sum, buffer) => sum + buffer.byteLength, 0);
  if (heldBytes <= 2 * bytes) return messages;

  const own = Buffer.allocUnsafeSlow(bytes);
  let end = 0;
  const copied = <View>(view: View): View | Buffer => {
    if (!Buffer.isBuffer(view)) return view;
    const begin = end;
    end += view.copy(own, begin);
    return own.subarray(begin, end);
  };
  return messages.map((message) => {
    const { key, value, headers = {} } = message;
    const bytesOf = { key: copied(key), value: copied(value), headers: headersOf(headers, copied) };
    return { ...message, ...bytesOf } as KafkaMessage;
  });
}

type Headers = NonNullable<KafkaMessage['headers']>;

function viewsOf({ key, value, headers = {} }: KafkaMessage): readonly Buffer[] {
  return [key, value, ...Object.values(headers).flat()].filter((part) => Buffer.isBuffer(part));
}

function headersOf(
  headers: Headers,
  copied: (part: Buffer | string | undefined) => Buffer | string | undefined,
): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((part) => copied(part) ?? part) : copied(value),
    ]),
  );
}
