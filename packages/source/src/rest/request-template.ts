import { localTime } from '../mapping/read-time.js';
import { wrongMapping } from '../mapping/read-mappings.js';
import type { RequestFields } from '../mapping/mapping.js';

/** What may stand in braces in a template. */
const variables = [
  ...['from', 'to', 'afterId', 'limit', 'offset'],
  ...['page', 'organisations', 'id'],
] as const;
export type Variable = (typeof variables)[number];
export type Variables = Readonly<Partial<Record<Variable, string>>>;

const braces = /\{([^{}]*)\}/g;

/** A path with its query, in which words in braces stand for values. */
export class RequestTemplate {
  readonly #text: string;
  readonly #named: ReadonlySet<string>;

  /** @throws HubError SOURCE_MAPPING when a word in braces is not known, or one that is needed is missing */
  constructor(text: string, where: string, needed: readonly Variable[]) {
    this.#text = text;
    this.#named = new Set([...text.matchAll(braces)].map((match) => match[1] ?? ''));
    const known: readonly string[] = variables;
    for (const name of this.#named) {
      if (known.includes(name)) continue;
      throw wrongMapping(where, `{${name}} is not known; use ${known.join(', ')}`);
    }
    for (const name of needed) {
      if (!this.#named.has(name))
        throw wrongMapping(where, `has no {${name}}; the hub cannot do without`);
    }
  }

  names(variable: Variable): boolean {
    return this.#named.has(variable);
  }

  /** The path below the address of the source; values are escaped. */
  filled(values: Variables): string {
    const path = this.#text.slice(1);
    return path.replaceAll(braces, (_, name: Variable) => encodeURIComponent(values[name] ?? ''));
  }
}

/** A moment as the system wants it; an end is rounded up where seconds are all that is written. */
export function writtenTime(
  utcMs: number,
  times: RequestFields['times'],
  { timeZone, isEnd = false }: { readonly timeZone: string; readonly isEnd?: boolean },
): string {
  const second = Math.floor(utcMs / 1000) + (isEnd && utcMs % 1000 > 0 ? 1 : 0);
  switch (times) {
    case 'utc':
      return new Date(utcMs).toISOString();
    case 'utcSeconds':
      return new Date(second * 1000).toISOString().replace('.000Z', 'Z');
    case 'local':
      return localTime(utcMs, timeZone);
    case 'localSeconds':
      return localTime(second * 1000, timeZone).slice(0, 19);
    case 'epochMilliseconds':
      return String(utcMs);
    case 'epochSeconds':
      return String(second);
  }
}
