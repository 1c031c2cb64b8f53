/** The shortest two's complement form, most significant byte first; zero is one byte. */
export function toTwosComplement(value: bigint): Buffer {
  const magnitude = value < 0n ? -value - 1n : value;
  const bits = magnitude === 0n ? 1 : magnitude.toString(2).length + 1;
  const length = Math.ceil(bits / 8);
  const hex = BigInt.asUintN(length * 8, value)
    .toString(16)
    .padStart(length * 2, '0');
  return Buffer.from(hex, 'hex');
}

/**
 * Reads any two's complement form, padded ones too.
 *
 * @throws Error on no bytes at all, or more than a sane number needs.
 */
export function fromTwosComplement(bytes: Buffer): bigint {
  if (bytes.length === 0 || bytes.length > lengthMax) {
    throw new Error(
      `a decimal of ${String(bytes.length)} bytes; 1 to ${String(lengthMax)} are read`,
    );
  }
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));
}

/** Enough for 38 digits, the most that other writers of decimals use. */
const lengthMax = 16;
