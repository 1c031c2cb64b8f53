import { HubError, type Clock } from '@hub/core';
import type { Leave, Limit, Limiter } from '@hub/redis';
import type { Priority } from '@hub/schemas';
import { FairQueue, type Entry } from '../domain/fair-queue.js';
import { spared } from '../domain/spared.js';
import type { NotifierTenant } from '../domain/tenant.js';
import { countedAs, limitsOf, type Api, type Budget } from '../ports.js';

/** Who calls what, how urgently. */
export interface Turn {
  readonly tenant: NotifierTenant;
  readonly api: Api;
  readonly priority: Priority;
  /** A limit narrower than that of the API: what one robot may say. */
  readonly narrow?: Limit;
}

interface Waiting {
  readonly limits: Limits;
  readonly api: Api;
  readonly call: () => Promise<void>;
  readonly giveUp: (error: Error) => void;
}

/** The narrowest first, that of the whole address last. */
type Limits = readonly [Limit, ...Limit[]];

interface Gate {
  closedUntil: number;
  /** The limiter is being asked; whoever comes next has to wait for its answer. */
  asking: boolean;
  /** When the next one is to come back who found no room to wait. */
  appointment: number;
}

/** Calls that tell something new, or only look; what mends or takes back what was told is never spared. */
const sparedApis: ReadonlySet<Api> = new Set<Api>([
  ...(['card.deliver', 'robot.send', 'work.send', 'group.send'] as const),
  ...(['todo.create', 'calendar.create', 'work.result'] as const),
]);

/** How long a limit stays closed when DingTalk throttles and does not say for how long. */
const throttledMs = 1_000;
/** Whoever would wait longer than this waits in Kafka instead. */
const patienceMs = 5_000;
/** Calls of all tenants under way at once. */
const callsMax = 512;
/** Calls that may wait in one lane: what its gate lets through in this time, within these numbers. */
const laneMs = 3_000;
const laneMin = 4;
const laneMax = 64;

/**
 * Gives calls their turn: as soon as the limits leave room, tenants by turns, the urgent ones first.
 *
 * What waits here is little. Whoever finds his lane full, or a gate closed for long, is told when to come back; the
 * event stays in Kafka until then and holds up nobody.
 */
export class Turns {
  readonly #queue = new FairQueue<Waiting>({ turnsPerOldest: 10, oldestAfterMs: 10_000 });
  readonly #gates = new Map<string, Gate>();
  #underWay = 0;
  #closed = false;
  #alarm: { readonly at: number; readonly stop: AbortController } | null = null;

  constructor(
    private readonly limiter: Limiter,
    private readonly clock: Clock,
    private readonly budget: Budget,
  ) {}

  /**
   * Makes a call when it has its turn.
   *
   * @throws HubError NOTIFIER_LIMIT, retryable after the time at which there is room again
   */
  run<T>({ tenant, api, priority, narrow }: Turn, call: () => Promise<T>): Promise<T> {
    const ofApi = limitsOf(tenant, api);
    const limits: Limits = narrow === undefined ? ofApi : [narrow, ...ofApi];
    const gate = limits[0].key;
    const lane = { tenant: tenant.id, gate, priority };
    if (this.#closed) return Promise.reject(noRoom(api, tenant.id, throttledMs));
    const state = this.#gateOf(gate);
    const closedMs = state.closedUntil - this.clock.monotonic();
    if (closedMs > patienceMs) return Promise.reject(noRoom(api, tenant.id, closedMs));
    if (this.#queue.waiting(lane) >= laneSize(limits[0]))
      return Promise.reject(noRoom(api, tenant.id, this.#appointment(state, limits[0])));

    const count = (): void => {
      const kind = countedAs(api);
      if (kind !== null) this.budget.count(tenant, priority === 'URGENT', kind);
    };
    return new Promise<T>((resolve, reject) => {
      const item: Waiting = {
        limits,
        api,
        call: async () => {
          try {
            await this.#keepToBudget({ tenant, api, priority });
            const result = await call();
            count();
            resolve(result);
          } catch (error) {
            if (isCounted(error, api)) count();
            await this.#closeIfThrottled(limits, error);
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
        giveUp: reject,
      };
      this.#queue.add({ ...lane, since: this.clock.monotonic(), item });
      this.#pump();
    });
  }

  /** Sends everybody away who waits: his event will come again elsewhere. Calls under way go on. */
  close(): Promise<void> {
    this.#closed = true;
    this.#alarm?.stop.abort();
    for (const entry of this.#queue.remove(() => true)) sendAway(entry, throttledMs);
    return Promise.resolve();
  }

  #pump(now = this.clock.monotonic()): void {
    const isOpen = (gate: string): boolean => {
      const state = this.#gateOf(gate);
      return !state.asking && state.closedUntil <= now;
    };
    while (this.#underWay < callsMax) {
      const entry = this.#queue.next(now, isOpen);
      if (entry === undefined) break;
      void this.#ask(entry);
    }
  }

  async #ask(entry: Entry<Waiting>): Promise<void> {
    const state = this.#gateOf(entry.gate);
    state.asking = true;
    this.#underWay += 1;
    let leave: Leave;
    try {
      leave = await this.limiter.take(entry.item.limits);
    } catch (error) {
      this.#underWay -= 1;
      state.asking = false;
      entry.item.giveUp(error instanceof Error ? error : new Error(String(error)));
      this.#pump();
      return;
    }
    state.asking = false;
    if (leave.answered === null) {
      this.#underWay -= 1;
      this.#refused(entry, state, leave.waitMs);
    } else {
      void this.#call(entry.item, leave.answered);
    }
    this.#pump();
  }

  #refused(entry: Entry<Waiting>, state: Gate, waitMs: number): void {
    state.closedUntil = this.clock.monotonic() + waitMs;
    if (waitMs <= patienceMs && !this.#closed) {
      this.#queue.putBack(entry);
      this.#wakeAt(state.closedUntil);
      return;
    }
    sendAway(entry, waitMs);
    for (const other of this.#queue.remove((gate) => gate === entry.gate)) sendAway(other, waitMs);
  }

  async #call({ call }: Waiting, answered: () => Promise<void>): Promise<void> {
    try {
      await call();
    } finally {
      await answered().catch(() => undefined);
      this.#underWay -= 1;
      this.#pump();
    }
  }

  /**
   * Looked at when the call is about to be made: those that had their turn meanwhile may have used up what there was.
   *
   * @throws HubError NOTIFIER_SPARED, retryable
   */
  async #keepToBudget({ tenant, api, priority }: Turn): Promise<void> {
    if (priority === 'URGENT' || !sparedApis.has(api)) return;
    if ((await this.budget.treatment(tenant, false)) === 'DEFER') throw spared();
  }

  /** What DingTalk refuses for one call it will refuse for the next: ask no more until it may be otherwise. */
  async #closeIfThrottled(limits: Limits, error: unknown): Promise<void> {
    if (!(error instanceof HubError)) return;
    const { code, retryAfterMs = throttledMs } = error;
    const [narrowest] = limits;
    const [ofApi = narrowest, wholeAddress = narrowest] = limits.slice(-2);
    if (code === 'DINGTALK_QPS') await this.limiter.close(ofApi, retryAfterMs);
    if (code === 'DINGTALK_QUOTA' || code === 'DINGTALK_ROBOT_RATE')
      await this.limiter.close(narrowest, retryAfterMs);
    if (code === 'DINGTALK_IP_BANNED') await this.limiter.close(wholeAddress, retryAfterMs);
  }

  /** One after the other, as fast as the gate lets them through. */
  #appointment(state: Gate, { calls, windowMs }: Limit): number {
    const now = this.clock.monotonic();
    const soonest = now + Math.min(laneMs, (laneMax * windowMs) / calls);
    state.appointment = Math.max(soonest, state.appointment + windowMs / calls);
    return Math.ceil(state.appointment - now);
  }

  /** Sleeps until a gate opens at which somebody waits. */
  #wakeAt(at: number): void {
    if (this.#closed || (this.#alarm !== null && this.#alarm.at <= at)) return;
    this.#alarm?.stop.abort();
    const alarm = { at, stop: new AbortController() };
    this.#alarm = alarm;
    this.clock.sleep(Math.max(0, at - this.clock.monotonic()), alarm.stop.signal).then(
      () => {
        if (this.#alarm === alarm) this.#alarm = null;
        // One reading for both: a gate that opens between two would neither be passed nor waited for.
        const now = this.clock.monotonic();
        this.#pump(now);
        const openings = [...this.#gates.values()].map(({ closedUntil }) => closedUntil);
        const next = Math.min(...openings.filter((closedUntil) => closedUntil > now));
        if (this.#queue.size > 0 && Number.isFinite(next)) this.#wakeAt(next);
      },
      () => undefined,
    );
  }

  #gateOf(name: string): Gate {
    let gate = this.#gates.get(name);
    if (gate === undefined) {
      gate = { closedUntil: -Infinity, asking: false, appointment: -Infinity };
      this.#gates.set(name, gate);
    }
    return gate;
  }
}

/**
 * DingTalk counts what it refuses for what the call says or asks for, but not what it refuses for its rate or never
 * answered (dingtalk.md 8.1). What may have been counted is counted: the other way round approvals would pay for it. Of
 * pushes only those count that were sent.
 */
function isCounted(error: unknown, api: Api): boolean {
  if (!(error instanceof HubError) || !('vendorCode' in error)) return false;
  if (countedAs(api) === 'push') return false;
  return !error.retryable || error.code === 'DINGTALK_DAY_LIMIT';
}

function laneSize({ calls, windowMs }: Limit): number {
  return Math.min(laneMax, Math.max(laneMin, Math.ceil((calls * laneMs) / windowMs)));
}

function sendAway({ item, tenant }: Entry<Waiting>, waitMs: number): void {
  item.giveUp(noRoom(item.api, tenant, waitMs));
}

function noRoom(api: Api, tenant: string, waitMs: number): HubError {
  const text = `the limit of ${api} of ${tenant} leaves no room for ${String(Math.ceil(waitMs))} ms`;
  const retryAfterMs = Math.max(1, Math.ceil(waitMs));
  return new HubError('NOTIFIER_LIMIT', text, { retryable: true, retryAfterMs });
}
