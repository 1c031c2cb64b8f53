import { Controller, Inject, Param, Post, Req, Res, type RawBodyRequest } from '@nestjs/common';
import { HubError } from '@hub/core';
import { Receivers } from './receivers.js';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

interface Request {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Where systems send their documents that tell instead of being asked: nothing is acknowledged before it is published. */
@Controller()
export class SourcesController {
  readonly #receivers: Receivers;

  constructor(@Inject(Receivers) receivers: Receivers) {
    this.#receivers = receivers;
  }

  @Post('/sources/:tenant/:name')
  async receive(
    @Param('tenant') tenant: string,
    @Param('name') name: string,
    @Req() request: RawBodyRequest<Request>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([key, value]) => [key, [value].flat().join(', ')]),
    );
    const body = request.rawBody ?? Buffer.alloc(0);
    try {
      const published = await this.#receivers.receive(tenant, name, { headers, body });
      reply.status(202);
      return { published };
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      reply.status(statusOf(error));
      if (error.retryAfterMs !== undefined)
        reply.header('retry-after', String(Math.ceil(error.retryAfterMs / 1_000)));
      return { code: error.code, message: error.message };
    }
  }
}

/** What a sender may try again is 503, unless the receiver knows better. */
function statusOf(error: HubError): number {
  if ('status' in error && typeof error.status === 'number') return error.status;
  if (error.code === 'SOURCE_UNKNOWN') return 404;
  return error.retryable ? 503 : 400;
}
