import { Controller, Get, Header, HttpCode, Inject, Res } from '@nestjs/common';
import { HealthChecks } from './health.js';
import { telemetryRuntime } from './telemetry-runtime.js';

/** The part of the web framework's reply that is used here. */
interface Reply {
  status(code: number): unknown;
}

@Controller()
export class HealthController {
  readonly #health: HealthChecks;

  constructor(@Inject(HealthChecks) health: HealthChecks) {
    this.#health = health;
  }

  /** Alive as long as the event loop answers; what is broken beyond that ends the process by itself. */
  @Get('/health/live')
  @HttpCode(200)
  live(): object {
    return { status: 'ok' };
  }

  @Get('/health/ready')
  ready(@Res({ passthrough: true }) reply: Reply): object {
    const problems = this.#health.problems();
    const ready = Object.keys(problems).length === 0;
    if (!ready) reply.status(503);
    return { status: ready ? 'ok' : 'not ready', problems };
  }

  @Get('/metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async metrics(@Res({ passthrough: true }) reply: Reply): Promise<string> {
    const runtime = telemetryRuntime();
    if (runtime !== null) return runtime.metrics();
    reply.status(503);
    return '# telemetry is not loaded: start with --import @hub/service/telemetry\n';
  }
}
