import { PartError } from './part-error.js';

/** Where a part comes from: an address somebody gave, a container, or processes of our own. */
export type Way = 'address' | 'container' | 'process';

export const ways: readonly Way[] = ['address', 'container', 'process'];

/** Receives one line for a person, without a line break. */
export type Log = (line: string) => void;

export const toStandardError: Log = (line) => {
  process.stderr.write(`${line}\n`);
};

/** Why a way is not open on this machine, in a few words. */
export interface Unavailable {
  readonly unavailable: string;
}

/**
 * One way to get a part.
 *
 * `provide` answers `{ unavailable }` when this way is not open here, which is no fault: the next
 * way is tried. It throws a PartError when the way is open but fails, because falling through would
 * then hide what the person asked for (a mistyped KAFKA_BROKERS, a broker that dies at start).
 */
export interface PartProvider<Request, Part> {
  readonly way: Way;
  provide(request: Request): Promise<Part | Unavailable>;
}

export interface FirstFoundOptions {
  readonly name: string;
  readonly onlyWay: Way | undefined;
  readonly log: Log;
}

/** Tries the ways in order and returns the first part found; each closed way costs one line of log. */
export async function firstFound<Request, Part extends object>(
  providers: readonly PartProvider<Request, Part>[],
  request: Request,
  { name, onlyWay, log }: FirstFoundOptions,
): Promise<Part> {
  const reasons: string[] = [];

  for (const provider of providers) {
    const { way } = provider;
    if (onlyWay !== undefined && onlyWay !== way) continue;

    const found = await provider.provide(request);
    if (!isUnavailable(found)) return found;
    reasons.push(`${way}: ${found.unavailable}`);
    // An address that nobody gave is the usual case and worth no line.
    if (way !== 'address') log(`${name}: not by ${way}: ${found.unavailable}`);
  }

  throw new PartError(
    `${name}: no way to get it${onlyWay === undefined ? '' : ` (only the ${onlyWay} way was allowed)`}`,
    'set KAFKA_BROKERS and REDIS_URL, start a Docker engine, or unset HUB_PARTS',
    { where: reasons.join('; ') },
  );
}

function isUnavailable(found: object): found is Unavailable {
  return 'unavailable' in found;
}
