const seed = 0x9747b28c | 0;
const mix = 0x5bd1e995;

/** The 32-bit hash by which Kafka's own clients choose a partition; same numbers, plain integer arithmetic. */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  let hash = seed ^ length;
  let at = 0;

  for (; at + 4 <= length; at += 4) {
    let word = byte(bytes, at) | (byte(bytes, at + 1) << 8);
    word |= (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24);
    word = Math.imul(word, mix);
    word = Math.imul(word ^ (word >>> 24), mix);
    hash = Math.imul(hash, mix) ^ word;
  }

  const rest = length - at;
  if (rest === 3) hash ^= byte(bytes, at + 2) << 16;
  if (rest >= 2) hash ^= byte(bytes, at + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ byte(bytes, at), mix);

  hash = Math.imul(hash ^ (hash >>> 13), mix);
  return hash ^ (hash >>> 15);
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
