import { Controller, Inject } from '@nestjs/common';
import { settle, type Handler, type Outcome } from '@hub/core';
import { OnEvent } from '@hub/kafka';
import type { Command, Decision, Document } from '@hub/schemas';

export const DELIVER_COMMAND = Symbol('deliverCommand');
export const CONVERGE_CARD = Symbol('convergeCard');
export const CLOSE_STALE_CARDS = Symbol('closeStaleCards');

/** Where events of the topics enter the notifier; it decides nothing. */
@Controller()
export class NotifierDingtalkController {
  constructor(
    @Inject(DELIVER_COMMAND) private readonly deliverCommand: Handler<Command>,
    @Inject(CONVERGE_CARD) private readonly convergeCard: Handler<Decision>,
    @Inject(CLOSE_STALE_CARDS) private readonly closeStaleCards: Handler<Document>,
  ) {}

  @OnEvent('hub.command.v1')
  onCommand(command: Command): Promise<Outcome> {
    return settle(this.deliverCommand, command);
  }

  @OnEvent('hub.decision.v1')
  onDecision(decision: Decision): Promise<Outcome> {
    return settle(this.convergeCard, decision);
  }

  @OnEvent('kingdee.document.v1')
  onDocument(document: Document): Promise<Outcome> {
    return settle(this.closeStaleCards, document);
  }
}
