import { HubError, messageOf } from '@hub/core';

interface ErrorLike {
  readonly type?: unknown;
  readonly name?: unknown;
  readonly cause?: unknown;
  readonly originalError?: unknown;
}

/** The protocol's name of what went wrong, e.g. `MESSAGE_TOO_LARGE`, however deep kafkajs has wrapped it. */
export function protocolError(error: unknown): string | null {
  for (let at: unknown = error, depth = 0; isErrorLike(at) && depth < 8; depth += 1) {
    if (typeof at.type === 'string') return at.type;
    at = at.cause ?? at.originalError;
  }
  return null;
}

/** True for the faults that only say: the group is changing, join again. */
export function isGroupChange(error: unknown): boolean {
  const type = protocolError(error);
  return (
    type === 'REBALANCE_IN_PROGRESS' ||
    type === 'ILLEGAL_GENERATION' ||
    type === 'UNKNOWN_MEMBER_ID' ||
    type === 'NOT_COORDINATOR_FOR_GROUP'
  );
}

/** True for the faults that only say: this partition's leader is being chosen or has moved, ask again. */
export function isLeaderChange(error: unknown): boolean {
  const type = protocolError(error);
  return (
    type === 'NOT_LEADER_FOR_PARTITION' ||
    type === 'LEADER_NOT_AVAILABLE' ||
    type === 'FENCED_LEADER_EPOCH' ||
    type === 'UNKNOWN_LEADER_EPOCH'
  );
}

/** Says what a failed write means for who asked for it. */
export function publishFault(topic: string, error: unknown): HubError {
  const type = protocolError(error);
  if (type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE') {
    return new HubError(
      'KAFKA_RECORD_TOO_LARGE',
      `topic ${topic}: the broker refuses a record of this size; shorten the message or raise max.message.bytes`,
      { cause: error },
    );
  }
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') {
    return new HubError(
      'KAFKA_TOPIC_MISSING',
      `topic ${topic}: no such topic on the broker; create the topics of the catalogue (ensureTopics)`,
      { retryable: true, cause: error },
    );
  }
  return new HubError(
    'KAFKA_PUBLISH_FAILED',
    `topic ${topic}: not acknowledged: ${messageOf(error)}`,
    {
      retryable: true,
      cause: error,
    },
  );
}

function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null;
}
