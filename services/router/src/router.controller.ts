import { Controller, Inject } from '@nestjs/common';
import { settle, type Handler, type Outcome } from '@hub/core';
import { OnEvent } from '@hub/kafka';
import type { Decision, Document } from '@hub/schemas';

export const ROUTE_DOCUMENT = Symbol('routeDocument');
export const TELL_DECISION = Symbol('tellDecision');

/** Where events of the topics enter the router; it decides nothing. */
@Controller()
export class RouterController {
  constructor(
    @Inject(ROUTE_DOCUMENT) private readonly routeDocument: Handler<Document>,
    @Inject(TELL_DECISION) private readonly tellDecision: Handler<Decision>,
  ) {}

  @OnEvent('kingdee.document.v1')
  onDocument(document: Document): Promise<Outcome> {
    return settle(this.routeDocument, document);
  }

  @OnEvent('hub.decision.v1')
  onDecision(decision: Decision): Promise<Outcome> {
    return settle(this.tellDecision, decision);
  }
}
