import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Lets the framework write through our logger; its start-up chatter goes to the level debug. */
export class NestLogger implements LoggerService {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#logger.debug({ context: contextOf(rest) }, textOf(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#logger.error(
      { context: contextOf(rest), ...(message instanceof Error ? { error: message } : {}) },
      textOf(message),
    );
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#logger.warn({ context: contextOf(rest) }, textOf(message));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#logger.debug({ context: contextOf(rest) }, textOf(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#logger.trace({ context: contextOf(rest) }, textOf(message));
  }
}

function contextOf(rest: readonly unknown[]): string {
  const last = rest.at(-1);
  return typeof last === 'string' ? last : 'Nest';
}

function textOf(message: unknown): string {
  if (message instanceof Error) return message.message;
  return typeof message === 'string' ? message : JSON.stringify(message);
}
