import { Controller, Inject, Param, Post, Req, Res, type RawBodyRequest } from '@nestjs/common';
import type { EventsAnswer, SentEvents } from './answer-events.js';

export const ANSWER_EVENTS = Symbol('answer events');

/** Content types that are no JSON to the platform; their bodies have to be let through as they are. */
export const eventTypes = /^application\/cloudevents/;

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

interface Request {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Where systems tell by themselves what changed, in CloudEvents; see docs/sources.md. */
@Controller()
export class EventsController {
  readonly #answer: (sent: SentEvents) => Promise<EventsAnswer>;

  constructor(@Inject(ANSWER_EVENTS) answer: (sent: SentEvents) => Promise<EventsAnswer>) {
    this.#answer = answer;
  }

  @Post('/events/:tenant/:source')
  async events(
    @Param('tenant') tenant: string,
    @Param('source') source: string,
    @Req() request: RawBodyRequest<Request>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<EventsAnswer['body']> {
    const body = request.rawBody ?? Buffer.alloc(0);
    const headers = flat(request.headers);
    const {
      status,
      body: said,
      retryAfterSeconds,
    } = await this.#answer({
      tenant,
      source,
      headers,
      body,
    });
    reply.status(status);
    if (retryAfterSeconds !== null) reply.header('retry-after', String(retryAfterSeconds));
    return said;
  }
}

function flat(headers: Request['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}
