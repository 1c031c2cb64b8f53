/** What the preload offers to the service it was loaded into. */
export interface TelemetryRuntime {
  /** All metrics in Prometheus' text format. */
  metrics(): Promise<string>;
  /** Sends what is still in memory and stops. */
  shutdown(): Promise<void>;
}

// The preload is a program of its own beside main.js; a well-known symbol is how the two meet.
const place = Symbol.for('hub.telemetry');
const meeting = globalThis as { [place]?: TelemetryRuntime };

export function telemetryRuntime(): TelemetryRuntime | null {
  return meeting[place] ?? null;
}

export function installTelemetryRuntime(runtime: TelemetryRuntime): void {
  meeting[place] = runtime;
}
