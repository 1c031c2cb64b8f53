import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KafkaMessage } from 'kafkajs';
import { onOwnBytes } from './own-bytes.js';

const slab = Buffer.from('keyvalueonetwothree'.padEnd(65_536, '.'));

/** A message as a fetch gives it: views of what the socket read. */
function aMessage(over: Partial<Pick<KafkaMessage, 'key' | 'value'>> = {}): KafkaMessage {
  return {
    key: slab.subarray(0, 3),
    value: slab.subarray(3, 8),
    headers: { one: slab.subarray(8, 11), more: [slab.subarray(11, 14), 'text'] },
    ...{ offset: '5', timestamp: '0', attributes: 0 },
    ...over,
  };
}

function held(messages: readonly KafkaMessage[]): number {
  const views = messages.flatMap(({ key, value, headers = {} }) => [
    ...[key, value, ...Object.values(headers).flat()].filter((part) => Buffer.isBuffer(part)),
  ]);
  return [...new Set(views.map(({ buffer }) => buffer))].reduce(
    (sum, one) => sum + one.byteLength,
    0,
  );
}

describe('onOwnBytes', () => {
  it('keeps no more in memory than the messages are, and changes nothing of them', () => {
    const messages = [aMessage(), aMessage({ key: null, value: null })];
    const own = onOwnBytes(messages);
    assert.deepEqual([held(messages), held(own)], [65_536, 20]);
    assert.deepEqual(own[0], {
      key: Buffer.from('key'),
      value: Buffer.from('value'),
      headers: { one: Buffer.from('one'), more: [Buffer.from('two'), 'text'] },
      ...{ offset: '5', timestamp: '0', attributes: 0 },
    });
    assert.deepEqual([own[1]?.key, own[1]?.value], [null, null]);
  });

  it('leaves a fetch that is full of messages as it is', () => {
    const messages = [aMessage({ value: slab.subarray(0, 40_000) })];
    assert.equal(onOwnBytes(messages), messages);
  });

  it('leaves many messages as they are', () => {
    const messages = Array.from({ length: 32 }, () => aMessage());
    assert.equal(onOwnBytes(messages), messages);
  });
});
