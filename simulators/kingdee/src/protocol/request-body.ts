import { NotJson, parseLenient } from './lenient-json.js';

/** The arguments of a call, however the client wrapped them. */
export type Arguments =
  | {
      readonly kind: 'positional';
      readonly values: readonly unknown[];
      /** What stood beside the list to ask for the query mode. */
      readonly beginMethod: unknown;
    }
  /** Names in lower case. */
  | {
      readonly kind: 'named';
      readonly values: ReadonlyMap<string, unknown>;
      /** All that was sent, its names as they were written. */
      readonly whole: Readonly<Record<string, unknown>>;
    };

export const noArguments: Arguments = { kind: 'named', values: new Map(), whole: {} };

/** Thrown for a body that the real server answers with an exception text instead of a reply object. */
export class BadRequestBody extends Error {}

/**
 * Decodes the eight bodies that clients in the field send. The type that the request declares is not
 * looked at: clients declare wrong and misspelt ones.
 */
export function decodeBody(text: string): Arguments {
  const trimmed = text.trim();
  if (trimmed === '') return noArguments;
  if (trimmed.startsWith('[')) {
    throw new BadRequestBody(
      'Additional text found in JSON string after finishing deserializing object.',
    );
  }
  if (!trimmed.startsWith('{') && /^[\w.]+=/.test(trimmed)) {
    return fromFields(new Map(new URLSearchParams(trimmed)));
  }
  const body = parseBody(trimmed);
  return fromFields(new Map(Object.entries(body)));
}

/** The values in the order of a method's parameters; what was not given is undefined. */
export function bindArguments(given: Arguments, names: readonly string[]): readonly unknown[] {
  if (given.kind === 'positional') return names.map((_, index) => given.values[index]);
  return names.map((name) => given.values.get(name.toLowerCase()));
}

/**
 * The whole body as `data`, for a method that takes nothing else: some clients leave the wrapping away. Undefined for
 * any other method or body.
 */
export function bareData(given: Arguments, names: readonly string[]): unknown {
  const fits = names.length === 1 && names[0] === 'data';
  if (!fits || given.kind === 'positional' || given.values.has('data')) return undefined;
  return given.whole;
}

/** A `data` argument: an object, or text that holds one. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  const parsed = typeof value === 'string' && value.trim() !== '' ? parseText(value) : value;
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return {};
  return parsed as Record<string, unknown>;
}

/** A list argument: an array, the text of one, or one value. */
export function asList(value: unknown): readonly unknown[] {
  const isText = typeof value === 'string' && value.trim().startsWith('[');
  const parsed = isText ? parseText(value) : value;
  if (Array.isArray(parsed)) return parsed as unknown[];
  return parsed === undefined || parsed === null || parsed === '' ? [] : [parsed];
}

function fromFields(fields: ReadonlyMap<string, unknown>): Arguments {
  const named = new Map([...fields].map(([name, value]) => [name.toLowerCase(), value]));
  const parameters = named.get('parameters');
  if (parameters === undefined)
    return { kind: 'named', values: named, whole: Object.fromEntries(fields) };
  const isText = typeof parameters === 'string' && parameters.trim() !== '';
  const given = isText ? parseText(parameters) : parameters;
  const beginMethod = named.get('beginmethod');
  // A client that wraps every call alike has nothing to put in for a method without parameters.
  if (given === null || given === '') return { kind: 'positional', values: [], beginMethod };
  if (Array.isArray(given)) return { kind: 'positional', values: given as unknown[], beginMethod };
  if (typeof given !== 'object')
    throw new BadRequestBody('parameters is neither an array nor the text of one');
  // The arguments by name, one level deeper.
  return fromFields(new Map([...envelopeOf(named), ...Object.entries(given)]));
}

/** What stands beside the arguments. */
function envelopeOf(named: ReadonlyMap<string, unknown>): readonly (readonly [string, unknown])[] {
  return [...named].filter(([name]) => name !== 'parameters');
}

function parseBody(text: string): object {
  const body = parseText(text);
  if (typeof body !== 'object' || body === null) throw new BadRequestBody('body is no JSON object');
  return body;
}

function parseText(text: string): unknown {
  try {
    return parseLenient(text);
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    throw new BadRequestBody(`Invalid JSON primitive: ${error.message}`);
  }
}
