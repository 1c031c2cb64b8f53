import { HubError, messageOf } from '@hub/core';
import { RefusedEvent, type Received, type ReceivedRequest, type Receiver } from '@hub/source';

export interface SentEvents extends ReceivedRequest {
  readonly tenant: string;
  /** As the tenant file calls the source. */
  readonly source: string;
}

export interface EventsAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, string | number>>;
  /** Null when there is nothing to wait for. */
  readonly retryAfterSeconds: number | null;
}

export interface EventsPorts {
  /** Null when there is no such tenant, or no source of it by that name that is told. */
  readonly receiverOf: (tenant: string, source: string) => Receiver | null;
  /** Resolves when the documents are on their topic, and what could not be understood is parked. */
  readonly publish: (tenant: string, source: string, received: Received) => Promise<void>;
  readonly log: { warn(fields: object, message: string): void };
}

/** The sender comes again in so long when it was our fault. */
const laterSeconds = 5;

/**
 * Takes events in: what they are about is published first and acknowledged then, so whatever is not acknowledged is
 * sent again and makes the same document events.
 */
export function answerEvents(ports: EventsPorts): (sent: SentEvents) => Promise<EventsAnswer> {
  return async (sent) => {
    const { tenant, source } = sent;
    const receiver = ports.receiverOf(tenant, source);
    if (receiver === null) return refused(404, 'nothing takes events at this address');
    try {
      const received = await receiver.receive(sent);
      await ports.publish(tenant, source, received);
      const { documents, malformed } = received;
      return {
        status: 200,
        body: { published: documents.length, parked: malformed.length },
        retryAfterSeconds: null,
      };
    } catch (error) {
      const answer = answerTo(error);
      const code = error instanceof HubError ? error.code : 'INGEST_UNEXPECTED';
      const fields = { tenant, source, code, status: answer.status };
      ports.log.warn(fields, `events.refused: ${messageOf(error)}`);
      return answer;
    }
  };
}

function answerTo(error: unknown): EventsAnswer {
  if (error instanceof RefusedEvent) {
    const waitMs = error.retryAfterMs;
    return {
      ...refused(error.status, error.message),
      retryAfterSeconds: waitMs === undefined ? null : Math.ceil(waitMs / 1000),
    };
  }
  // Our own faults are none of the sender's business, but that it shall come again is.
  const answer = refused(503, 'not published; send it again');
  return { ...answer, retryAfterSeconds: laterSeconds };
}

function refused(status: number, error: string): EventsAnswer {
  return { status, body: { error }, retryAfterSeconds: null };
}
