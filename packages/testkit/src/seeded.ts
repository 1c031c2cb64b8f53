/** Parameters for `fc.assert`. */
export interface Seeded {
  readonly seed: number;
  readonly verbose: true;
}

/**
 * A seed for a property test, printed so that a failure can be repeated with `HUB_SEED=<seed> npm test`.
 *
 * @example
 * fc.assert(fc.property(fc.string(), (text) => decode(encode(text)) === text), seeded('codec'));
 */
export function seeded(name: string): Seeded {
  const given = Number(process.env['HUB_SEED']);
  const seed = Number.isInteger(given) && given > 0 ? given : Math.ceil(Math.random() * 0x7fffffff);
  process.stdout.write(`# ${name}: HUB_SEED=${String(seed)}\n`);
  return { seed, verbose: true };
}
