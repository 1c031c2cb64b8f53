import { Controller, Inject } from '@nestjs/common';
import { settle, type Handler, type Outcome } from '@hub/core';
import { OnEvent } from '@hub/kafka';
import type { Click, Receipt } from '@hub/schemas';

export const DECIDE_CLICK = Symbol('decideClick');
export const REMEMBER_SHOWN = Symbol('rememberShown');

/** Where events of the topics enter write-back; it decides nothing. */
@Controller()
export class WritebackController {
  constructor(
    @Inject(DECIDE_CLICK) private readonly decideClick: Handler<Click>,
    @Inject(REMEMBER_SHOWN) private readonly rememberShown: Handler<Receipt>,
  ) {}

  @OnEvent('dingtalk.click.v1')
  onClick(click: Click): Promise<Outcome> {
    return settle(this.decideClick, click);
  }

  @OnEvent('hub.receipt.v1')
  onReceipt(receipt: Receipt): Promise<Outcome> {
    return settle(this.rememberShown, receipt);
  }
}
