/**
 * Every name under which the transport reports; the messaging conventions of OpenTelemetry are still in development,
 * so a change of theirs is a change of this file alone.
 */
export const attributes = {
  system: 'messaging.system',
  operation: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  topic: 'messaging.destination.name',
  partition: 'messaging.destination.partition.id',
  group: 'messaging.consumer.group.name',
  batchSize: 'messaging.batch.message_count',
  offset: 'messaging.kafka.offset',
  key: 'messaging.kafka.message.key',
  tenant: 'hub.tenant',
  code: 'hub.fault.code',
  outcome: 'hub.outcome',
  attempt: 'hub.attempt',
} as const;

export const instruments = {
  sent: 'messaging.client.sent.messages',
  consumed: 'messaging.client.consumed.messages',
  duration: 'messaging.process.duration',
  lag: 'hub.consumer.lag',
  age: 'hub.event.age',
  parked: 'hub.events.parked',
  retried: 'hub.events.retried',
} as const;

/** Headers of every record. */
export const headers = {
  traceparent: 'traceparent',
  tenant: 'tenant',
  priority: 'priority',
  occurredAt: 'occurred-at',
} as const;

/** Name of our tracer and meter. */
export const scope = '@hub/kafka';
