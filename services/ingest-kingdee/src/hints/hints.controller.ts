import { Controller, Inject, Param, Post, Req, Res, type RawBodyRequest } from '@nestjs/common';
import { HintGate } from './hint-gate.js';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

interface Request {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Where operation plug-ins say that something changed; see docs/hints.md. */
@Controller()
export class HintsController {
  readonly #gate: HintGate;

  constructor(@Inject(HintGate) gate: HintGate) {
    this.#gate = gate;
  }

  @Post('/hints/:tenant')
  async hint(
    @Param('tenant') tenant: string,
    @Req() request: RawBodyRequest<Request>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const body = request.rawBody ?? Buffer.alloc(0);
    const answer = await this.#gate.receive({ tenant, headers: request.headers, body });
    reply.status(answer.status);
    if (answer.retryAfterSeconds !== null) {
      reply.header('retry-after', String(answer.retryAfterSeconds));
    }
    return answer.code === null ? { taken: true } : { code: answer.code };
  }
}
