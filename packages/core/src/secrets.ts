/** Shorter texts are not masked: they would blot out ordinary words. */
const lengthMin = 6;
/** Only the newest are remembered, so that renewing for years does not grow it. */
const rememberedMax = 64;

/**
 * The secrets one client holds, to be blotted out of any text that a vendor sent back.
 *
 * A server may echo what it was sent, so its own words are never logged or thrown unmasked.
 */
export class Secrets {
  readonly #fixed: readonly string[];
  readonly #renewed: string[] = [];

  /** @param fixed secrets that stay for the life of the client, such as an application secret */
  constructor(...fixed: readonly string[]) {
    this.#fixed = fixed.filter((secret) => secret.length >= lengthMin);
  }

  /** Remembers a secret that comes and goes: a token, a session id, a signature. */
  add(secret: string): void {
    if (secret.length < lengthMin || this.#renewed.includes(secret)) return;
    this.#renewed.push(secret);
    if (this.#renewed.length > rememberedMax) this.#renewed.shift();
  }

  /** The text with every secret replaced, also where it stands URL-encoded, cut to `lengthMax` characters. */
  mask(text: string, lengthMax = 300): string {
    let masked = text;
    for (const secret of [...this.#fixed, ...this.#renewed]) {
      masked = masked.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***');
    }
    const line = masked.replaceAll(/\s+/g, ' ').trim();
    return line.length > lengthMax ? `${line.slice(0, lengthMax)}…` : line;
  }
}
