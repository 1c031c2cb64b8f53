import type { Clock, Outbound, Outcome } from '@hub/core';
import { HubError, backoffMs, messageOf } from '@hub/core';
import type { Parked } from '@hub/schemas';
import { Logger } from '@nestjs/common';
import type { ConsumerLimits } from './limits.js';
import type { Delivery, Effect } from './delivery.js';
import { headerOf } from './delivery.js';
import { headers } from '../telemetry/attributes.js';

/** Where effects go; the Publisher is one. */
export interface EffectSink {
  publish(outbound: readonly Outbound[]): Promise<void>;
  park(parked: Parked): Promise<void>;
}

/** Told of what does not go straight through. */
export interface SettlementListener {
  parked(topic: string, parked: Parked): void;
  retried(topic: string, code: string): void;
}

export interface SettlementOptions {
  readonly sink: EffectSink;
  readonly clock: Clock;
  readonly group: string;
  readonly limits: ConsumerLimits;
  readonly random: () => number;
  readonly listener: SettlementListener;
}

/** Where a delivery comes from. */
export interface Source {
  readonly topic: string;
  readonly partition: number;
}

/** Milliseconds until the event is to be tried again; null when it is settled. */
export type Wait = number | null;

/** Turns outcomes into effects, and effects into records; the one place that knows what done, retry and park mean. */
export class Settlement {
  readonly #log = new Logger('KafkaConsumer');
  readonly #options: SettlementOptions;

  constructor(options: SettlementOptions) {
    this.#options = options;
  }

  /** Marks the start of an attempt. */
  attempted(delivery: Delivery): void {
    if (delivery.attempts === 0) delivery.firstTriedAt = this.#options.clock.monotonic();
    delivery.attempts += 1;
  }

  /** Notes what the handler said. Returns the wait when the event is to be tried again, else null: its effect is set. */
  decide(source: Source, delivery: Delivery, outcome: Outcome): Wait {
    switch (outcome.kind) {
      case 'done':
        delivery.effect = { kind: 'publish', outbound: outcome.outbound };
        return null;
      case 'park':
        delivery.effect = this.#parkEffect(source, delivery, outcome.error, outcome.error.message);
        return null;
      case 'retry':
        return this.#retry(source, delivery, outcome.error);
    }
  }

  /** Writes the effect of one event. What can never be written parks the event instead. */
  async apply(source: Source, delivery: Delivery, effect: Effect): Promise<Wait> {
    try {
      await this.#write(source, effect);
      return null;
    } catch (error) {
      const instead = isRetryable(error)
        ? null
        : this.#effectInstead(source, delivery, effect, error);
      if (instead === null) return this.waitAfter(delivery.attempts);
      delivery.effect = instead;
      return await this.apply(source, delivery, instead);
    }
  }

  /**
   * Writes what many events cause with one call. `again`: the brokers did not acknowledge, all of it is to be written
   * again. `apart`: something in it can never be written; apply the effects one by one to find it.
   */
  async applyTogether(outbound: readonly Outbound[]): Promise<'written' | 'again' | 'apart'> {
    try {
      await this.#options.sink.publish(outbound);
      return 'written';
    } catch (error) {
      return isRetryable(error) ? 'again' : 'apart';
    }
  }

  waitAfter(attempts: number): number {
    const { limits, random } = this.#options;
    const spread = { firstMs: limits.retryFirstMs, maxMs: limits.retryMaxMs };
    return backoffMs(Math.max(1, attempts), spread, random());
  }

  async #write({ topic }: Source, effect: Effect): Promise<void> {
    const { sink, listener } = this.#options;
    if (effect.kind === 'publish') {
      if (effect.outbound.length > 0) await sink.publish(effect.outbound);
      return;
    }
    await sink.park(effect.parked);
    const { partition, offset, code, reason, tries } = effect.parked;
    const where = `${topic} ${String(partition)}@${offset}`;
    this.#log.warn(`parked ${where} after ${String(tries)} attempts: ${code} ${reason}`);
    listener.parked(topic, effect.parked);
  }

  /** Null when there is nothing left but to try again. */
  #effectInstead(
    source: Source,
    delivery: Delivery,
    effect: Effect,
    error: unknown,
  ): Effect | null {
    const fault = error instanceof Error ? error : new Error(String(error));
    if (effect.kind === 'publish') return this.#parkEffect(source, delivery, fault, fault.message);
    if (effect.parked.value === null) return null;

    // With its reason a record can outgrow what the broker takes; then it is set aside without its bytes.
    const left = `its ${String(effect.parked.value.length)} bytes did not fit in here and are still at that offset`;
    const parked = { ...effect.parked, value: null, reason: `${effect.parked.reason}; ${left}` };
    return { kind: 'park', parked };
  }

  #retry(source: Source, delivery: Delivery, error: HubError): Wait {
    const { clock, limits, listener } = this.#options;
    const triedForMs = clock.monotonic() - delivery.firstTriedAt;
    if (triedForMs < limits.retryHorizonMs) {
      listener.retried(source.topic, error.code);
      // Who says how long to wait knows it: a limit frees its slot then, and waiting longer would waste it.
      const waitMs = error.retryAfterMs ?? this.waitAfter(delivery.attempts);
      this.#tellOfRetry(source, delivery, error, waitMs);
      return waitMs;
    }
    const hours = (triedForMs / 3_600_000).toFixed(1);
    const reason = `given up after ${String(delivery.attempts)} attempts in ${hours} h: ${error.message}`;
    delivery.effect = this.#parkEffect(source, delivery, error, reason);
    return null;
  }

  /** The first attempt and every tenth: an outage must not fill the log. */
  #tellOfRetry(
    { topic, partition }: Source,
    { offset, attempts }: Delivery,
    { code, message }: HubError,
    waitMs: number,
  ): void {
    if (attempts !== 1 && attempts % 10 !== 0) return;
    const where = `${topic} ${String(partition)}@${String(offset)}`;
    const attempt = `attempt ${String(attempts)}, again in ${String(waitMs)} ms`;
    this.#log.warn(`held back ${where} (${attempt}): ${code} ${message}`);
  }

  #parkEffect(source: Source, delivery: Delivery, error: Error, reason: string): Effect {
    const { message, offset, attempts } = delivery;
    const { group, clock } = this.#options;
    const isOurs = error instanceof HubError;
    // Nobody expected this one; its stack is what is needed to mend it.
    if (!isOurs) this.#log.error(`the handler of ${source.topic} threw`, error.stack);
    const parked: Parked = {
      ...source,
      offset: String(offset),
      key: message.key,
      value: message.value,
      group,
      code: isOurs ? error.code : 'KAFKA_HANDLER_THREW',
      reason: isOurs ? reason : `${error.name}: ${messageOf(error)}`,
      tries: attempts,
      traceparent: headerOf(message, headers.traceparent) ?? null,
      parkedAt: clock.now(),
    };
    return { kind: 'park', parked };
  }
}

/** A fault of the brokers passes; a value that does not fit its schema or is too large will never be written. */
function isRetryable(error: unknown): boolean {
  return error instanceof HubError && error.retryable;
}
