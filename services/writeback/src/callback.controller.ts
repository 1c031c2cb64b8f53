import {
  Controller,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  type RawBodyRequest,
} from '@nestjs/common';

interface Request {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

/** What takes posts; see `adapters/intake-http.ts`. */
export interface TakesPosts {
  receive(
    kind: 'events' | 'robot' | 'card',
    tenant: string,
    posted: {
      readonly headers: Request['headers'];
      readonly query: Readonly<Record<string, string | undefined>>;
      readonly body: string;
    },
  ): Promise<{ readonly status: number; readonly body: string }>;
}

export const TAKES_POSTS = Symbol('takesPosts');

/** Where DingTalk posts what people do, for organisations without Stream; it decides nothing. */
@Controller()
export class CallbackController {
  constructor(@Inject(TAKES_POSTS) private readonly posts: TakesPosts) {}

  @Post('/callback/:tenant')
  onEvent(
    @Param('tenant') tenant: string,
    @Query() query: Record<string, unknown>,
    @Req() request: RawBodyRequest<Request>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return this.#take('events', tenant, query, request, reply);
  }

  @Post('/callback/:tenant/robot')
  onMessage(
    @Param('tenant') tenant: string,
    @Req() request: RawBodyRequest<Request>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return this.#take('robot', tenant, {}, request, reply);
  }

  @Post('/callback/:tenant/card')
  onPress(
    @Param('tenant') tenant: string,
    @Req() request: RawBodyRequest<Request>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return this.#take('card', tenant, {}, request, reply);
  }

  async #take(
    kind: Parameters<TakesPosts['receive']>[0],
    tenant: string,
    query: Readonly<Record<string, unknown>>,
    request: RawBodyRequest<Request>,
    reply: Reply,
  ): Promise<string> {
    const texts = Object.entries(query).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    const answer = await this.posts.receive(kind, tenant, {
      headers: request.headers,
      query: Object.fromEntries(texts),
      body: request.rawBody?.toString('utf8') ?? '',
    });
    reply.status(answer.status).header('content-type', 'application/json');
    return answer.body;
  }
}
