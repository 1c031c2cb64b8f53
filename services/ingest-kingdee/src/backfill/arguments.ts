import { parseArgs } from 'node:util';
import { HubError, messageOf } from '@hub/core';

/** What a backfill was asked for. */
export interface BackfillArguments {
  readonly tenant: string;
  readonly form: string;
  /** Inclusive, UTC milliseconds. */
  readonly from: number;
  /** Exclusive; null for now. */
  readonly to: number | null;
  /** Rows a second at most; null for as fast as it goes. */
  readonly rowsPerSecond: number | null;
  /** Begins at `from` whatever was done before. */
  readonly again: boolean;
}

const usage =
  'write --tenant <id> --form <form id> --from <2026-01-01> [--to <2026-02-01>] [--speed <rows a second>] [--again]';

/**
 * Reads the command line. A day without a time begins at midnight UTC.
 *
 * @throws HubError INGEST_BACKFILL_ARGUMENTS that says what is wrong and what to write
 */
export function backfillArguments(given: readonly string[]): BackfillArguments {
  const values = parsed(given);
  const from = momentOf('from', required(values, 'from'));
  const to = typeof values['to'] === 'string' ? momentOf('to', values['to']) : null;
  if (to !== null && to <= from) throw wrong('--to lies before --from');
  const speed = values['speed'];
  if (typeof speed === 'string' && !/^[1-9]\d{0,6}$/.test(speed)) {
    throw wrong('--speed is no whole number of rows a second');
  }
  return {
    tenant: required(values, 'tenant'),
    form: required(values, 'form'),
    from,
    to,
    rowsPerSecond: typeof speed === 'string' ? Number(speed) : null,
    again: values['again'] === true,
  };
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

function parsed(args: readonly string[]): Values {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      args: [...args],
      options: {
        tenant: text,
        form: text,
        from: text,
        to: text,
        speed: text,
        again: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw wrong(messageOf(error));
  }
}

function required(values: Values, name: string): string {
  const value = values[name];
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(`--${name} is missing`);
}

function momentOf(name: string, text: string): number {
  const moment = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(moment)) return moment;
  throw wrong(`--${name} is no day like 2026-01-01 and no time like 2026-01-01T08:00:00+08:00`);
}

function wrong(what: string): HubError {
  return new HubError('INGEST_BACKFILL_ARGUMENTS', `${what}; ${usage}`);
}
