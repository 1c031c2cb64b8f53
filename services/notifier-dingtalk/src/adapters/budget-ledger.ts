import type { Clock } from '@hub/core';
import {
  forecastOf,
  monthAt,
  planFor,
  treatmentAt,
  type QuotaKind,
  type QuotaLedger,
  type QuotaLevel,
  type QuotaOwner,
  type Treatment,
} from '@hub/redis';
import type { NotifierTenant, Quota } from '../domain/tenant.js';
import type { Budget } from '../ports.js';

interface Known {
  readonly level: QuotaLevel;
  readonly at: number;
  /** Whether something was counted since. */
  stale: boolean;
}

/** A plan is good for so long, unless something was counted. */
const freshMs = 5_000;

/** The calls of a month, planned by what was counted and what is to be expected. */
export class LedgerBudget implements Budget {
  readonly #plans = new Map<string, Known>();

  constructor(
    private readonly ledger: QuotaLedger,
    private readonly clock: Clock,
  ) {}

  async treatment({ quota, timeZone }: NotifierTenant, essential: boolean): Promise<Treatment> {
    if (quota === null) return 'SEND';
    return treatmentAt(await this.#levelOf(quota, timeZone), essential);
  }

  count({ quota, timeZone }: NotifierTenant, essential: boolean, kind: QuotaKind): void {
    if (quota === null) return;
    const plan = this.#plans.get(quota.organisation);
    if (plan !== undefined) plan.stale = true;
    const owner = { organisation: quota.organisation, timeZone };
    this.ledger.count(owner, kind, { calls: 1, essential });
  }

  async #levelOf({ organisation, monthlyCalls }: Quota, timeZone: string): Promise<QuotaLevel> {
    const known = this.#plans.get(organisation);
    const at = this.clock.monotonic();
    if (known !== undefined && !known.stale && at - known.at < freshMs) return known.level;
    const owner: QuotaOwner = { organisation, timeZone };
    const use = await this.ledger.use(owner, 'api');
    const forecast = forecastOf(use, monthAt(this.clock.now(), timeZone), monthlyCalls);
    const { level } = planFor(forecast, monthlyCalls, known?.level);
    this.#plans.set(organisation, { level, at, stale: false });
    return level;
  }
}
