import 'reflect-metadata';
import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type INestApplication,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { messageOf } from '@hub/core';
import { HealthChecks } from './health.js';
import { HealthController } from './health.controller.js';
import type { Logger } from './logger.js';
import { NestLogger } from './nest-logger.js';

/** Work a service does by itself, beside the messages it gets: polling, a connection that pushes. */
export interface Worker {
  readonly name: string;
  /** Called when the service is wired; resolves soon, the work goes on behind it. */
  start(): Promise<void>;
  /** Takes nothing new, finishes what it has in hand, then resolves. */
  close(): Promise<void>;
}

/** Something that must be let go at the end: a publisher, a table, a client. */
export interface Resource {
  readonly name: string;
  close(): Promise<void> | void;
}

export interface ServiceOptions {
  readonly module: Type | DynamicModule;
  /** How messages arrive; a service that only polls has none. */
  readonly strategy?: CustomTransportStrategy;
  readonly logger: Logger;
  readonly health: HealthChecks;
  /** Whether controllers get the bytes of a body, whatever its type: where a signature covers them. */
  readonly rawBody?: boolean;
  /** Stopped first, all at once. */
  readonly workers?: readonly Worker[];
  /** Closed last, one after another in this order, when no message is being handled any more. */
  readonly resources?: readonly Resource[];
}

const LIFE = Symbol('LIFE');
/** Largest body of a request, in bytes. */
const bodyBytesMax = 1_048_576;

/** The order of stopping: not ready, workers, messages in hand, resources. `startService` flushes spans after it. */
@Injectable()
class Life
  implements
    OnApplicationBootstrap,
    OnModuleDestroy,
    BeforeApplicationShutdown,
    OnApplicationShutdown
{
  readonly #options: ServiceOptions;

  constructor(@Inject(LIFE) options: ServiceOptions) {
    this.#options = options;
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const worker of this.#options.workers ?? []) await worker.start();
  }

  onModuleDestroy(): void {
    this.#options.health.drain();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all((this.#options.workers ?? []).map((worker) => this.#close(worker)));
  }

  async onApplicationShutdown(): Promise<void> {
    for (const resource of this.#options.resources ?? []) await this.#close(resource);
  }

  /** One that fails to close must not keep the others open. */
  async #close(part: Worker | Resource): Promise<void> {
    try {
      await part.close();
    } catch (error) {
      this.#options.logger.warn({ name: part.name, error }, `${part.name}: ${messageOf(error)}`);
    }
  }
}

@Module({})
class ServiceModule {}

/** For every type of content, and for those that Fastify would parse by itself. */
function handBytesOn(app: NestFastifyApplication): void {
  for (const type of ['*', 'application/json', 'text/plain']) {
    app.useBodyParser(type, { bodyLimit: bodyBytesMax }, (_request, body, done) => {
      done(null, body);
    });
  }
}

/**
 * Puts a service together, unstarted: probes and metrics over HTTP, the transport, and an orderly end.
 * `startService` or `listen` starts it.
 */
export async function createService(options: ServiceOptions): Promise<INestApplication> {
  const root: DynamicModule = {
    module: ServiceModule,
    imports: [options.module],
    controllers: [HealthController],
    providers: [
      Life,
      { provide: LIFE, useValue: options },
      { provide: HealthChecks, useValue: options.health },
    ],
  };
  const rawBody = options.rawBody ?? false;
  const app = await NestFactory.create<NestFastifyApplication>(
    root,
    new FastifyAdapter({ logger: false, bodyLimit: bodyBytesMax }),
    { logger: new NestLogger(options.logger), abortOnError: false, rawBody },
  );
  if (rawBody) handBytesOn(app);
  if (options.strategy !== undefined) {
    app.connectMicroservice({ strategy: options.strategy }, { inheritAppConfig: true });
  }
  return app;
}
