/** Enough for 38 digits, the most that other writers of decimals use. */
const lengthMax = 16;

/** Sums of money fit eight bytes, which is much faster than the general way through text. */
const word = Buffer.alloc(8);

/** The shortest two's complement form, most significant byte first; zero is one byte. */
export function toTwosComplement(value: bigint): Buffer {
  if (BigInt.asIntN(64, value) === value) {
    word.writeBigInt64BE(value);
    let start = 0;
    while (start < 7 && isRedundant(word[start], word[start + 1])) start += 1;
    return Buffer.from(word.subarray(start));
  }
  const magnitude = value < 0n ? -value - 1n : value;
  const length = Math.ceil((magnitude.toString(2).length + 1) / 8);
  const unsigned = BigInt.asUintN(length * 8, value);
  return Buffer.from(unsigned.toString(16).padStart(length * 2, '0'), 'hex');
}

/**
 * Reads any two's complement form, padded ones too.
 *
 * @throws Error on no bytes at all, or more than a sane number needs.
 */
export function fromTwosComplement(bytes: Buffer): bigint {
  const { length } = bytes;
  if (length === 0 || length > lengthMax) {
    throw new Error(`a decimal of ${String(length)} bytes; 1 to ${String(lengthMax)} are read`);
  }
  if (length > 8) return BigInt.asIntN(length * 8, BigInt(`0x${bytes.toString('hex')}`));
  word.fill((bytes[0] ?? 0) < 0x80 ? 0x00 : 0xff);
  word.set(bytes, 8 - length);
  return word.readBigInt64BE();
}

/** True when a leading byte only repeats the sign of the next one. */
function isRedundant(byte = 0, next = 0): boolean {
  return (byte === 0x00 && next < 0x80) || (byte === 0xff && next >= 0x80);
}
