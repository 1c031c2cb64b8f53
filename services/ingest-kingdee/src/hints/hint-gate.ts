import type { Clock } from '@hub/core';
import { z } from 'zod';
import { Allowance } from './allowance.js';
import { isSigned } from './hint-signature.js';

/** What a hint is judged by. */
interface HintTenant {
  /** All verify, so that a key can be replaced without refusing anything. */
  readonly keys: readonly Buffer[];
  readonly perMinute: number;
  /** Forms that are read. */
  readonly forms: readonly string[];
}

export interface ReceivedHint {
  readonly tenant: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface HintAnswer {
  readonly status: 202 | 400 | 401 | 413 | 429;
  /** Code of the fault; null when the hint was taken. */
  readonly code: string | null;
  readonly retryAfterSeconds: number | null;
}

export interface HintGateOptions {
  /** Null for a tenant that is not known or takes no hints. */
  readonly tenantOf: (tenant: string) => HintTenant | null;
  /** Reads a form early. */
  readonly wake: (tenant: string, form: string) => Promise<void>;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
}

/** Largest body, in bytes. */
export const hintBytesMax = 4_096;
/** How far the clock of the sender may be off; as long a hint can be repeated, so as long it is remembered. */
const clockSkewMs = 5 * 60_000;
/** Tenants come from the address, so what is kept for them is bounded. */
const tenantsMax = 2_000;
/** Never used to sign: a tenant that takes no hints costs as much time as one that does. */
const noKey = Buffer.alloc(32);

const bodySchema = z.object({
  formId: z.string().min(1).max(80),
  billId: z.union([z.string().max(80), z.number()]).nullish(),
  billNo: z.string().max(80).nullish(),
  operation: z.string().max(80).nullish(),
  time: z.union([z.string().max(40), z.number()]).nullish(),
});

interface Kept {
  readonly perMinute: number;
  readonly allowance: Allowance;
  /** Signature to the time until which it is remembered, oldest first. */
  readonly seen: Map<string, number>;
}

/**
 * Decides what becomes of a hint. A hint says that something changed, and nothing else of it is believed: it only makes
 * the hub read a form early, which reading it does anyway. So the worst that a stolen hint does is one read.
 */
export class HintGate {
  readonly #options: HintGateOptions;
  readonly #kept = new Map<string, Kept>();

  constructor(options: HintGateOptions) {
    this.#options = options;
  }

  async receive({ tenant, headers, body }: ReceivedHint): Promise<HintAnswer> {
    const { tenantOf, wake, clock } = this.#options;
    if (body.length > hintBytesMax) return refused(413, 'INGEST_HINT_TOO_LARGE');

    const timestamp = textOf(headers['x-hub-timestamp']);
    const signature = textOf(headers['x-hub-signature']);
    const settings = tenantOf(tenant);
    const signed = isSigned({ tenant, timestamp, body }, signature, settings?.keys ?? [noKey]);
    if (!signed || settings === null) return refused(401, 'INGEST_HINT_FORGED');
    const skew = Math.abs(clock.now() - secondsOf(timestamp) * 1_000);
    if (!(skew <= clockSkewMs)) return refused(401, 'INGEST_HINT_STALE');

    const kept = this.#keptOf(tenant, settings.perMinute);
    // A repeat is answered like the hint itself, so that whoever repeats it learns nothing and stops.
    if (!remember(kept, signature, clock.now())) return taken;
    const waitMs = kept.allowance.take(clock.monotonic());
    if (waitMs > 0) {
      // Not taken, so the sender may come again with it.
      kept.seen.delete(signature);
      return refused(429, 'INGEST_HINT_TOO_MANY', Math.ceil(waitMs / 1_000));
    }

    const read = bodySchema.safeParse(parsed(body));
    if (!read.success) return refused(400, 'INGEST_HINT_MALFORMED');
    const form = settings.forms.find((one) => one.toLowerCase() === read.data.formId.toLowerCase());
    if (form !== undefined) await wake(tenant, form);
    return taken;
  }

  #keptOf(tenant: string, perMinute: number): Kept {
    const kept = this.#kept.get(tenant);
    if (kept?.perMinute === perMinute) return kept;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= tenantsMax && oldest !== undefined) this.#kept.delete(oldest);
    const allowance = new Allowance(perMinute, this.#options.clock.monotonic());
    const made = { perMinute, allowance, seen: kept?.seen ?? new Map<string, number>() };
    this.#kept.set(tenant, made);
    return made;
  }
}

const taken: HintAnswer = { status: 202, code: null, retryAfterSeconds: null };

function refused(
  status: HintAnswer['status'],
  code: string,
  retryAfterSeconds: number | null = null,
): HintAnswer {
  return { status, code, retryAfterSeconds };
}

/**
 * True for a signature that was not seen. It is bounded by the allowance: more than so many in the time that they are
 * remembered were not taken.
 */
function remember({ seen, perMinute }: Kept, signature: string, now: number): boolean {
  const until = seen.get(signature);
  if (until !== undefined && until >= now) return false;
  const most = perMinute * ((2 * clockSkewMs) / 60_000 + 1);
  for (const [oldest, expires] of seen) {
    if (expires >= now && seen.size < most) break;
    seen.delete(oldest);
  }
  seen.set(signature, now + 2 * clockSkewMs);
  return true;
}

function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}

/** Not a number for anything but whole seconds. */
function secondsOf(timestamp: string): number {
  return /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}
