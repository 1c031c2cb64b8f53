export type { Binding, Person } from './generated/hub.directory.v1.js';
export type { Click, Source } from './generated/dingtalk.click.v1.js';
export type { Command, DecisionNotice } from './generated/hub.command.v1.js';
export type { Actor, Decision, DecisionState } from './generated/hub.decision.v1.js';
export type { Parked } from './generated/hub.parked.v1.js';
export type { Receipt } from './generated/hub.receipt.v1.js';
export type { Send, SendButton, SendPart, SendState, SendWords } from './generated/hub.send.v1.js';
export type { Bundling, Waiting } from './generated/hub.waiting.v1.js';
export type { Quota } from './generated/hub.quota.v1.js';
export type { Watermark } from './generated/hub.watermark.v1.js';
export type { Hint } from './generated/hub.hint.v1.js';
export type { Known } from './generated/hub.known.v1.js';
export type { Document, Line, PendingNode } from './generated/kingdee.document.v1.js';
export type {
  Action,
  Channel,
  Delivery,
  DeliveryState,
  ErpPerson,
  Figure,
  Money,
  Priority,
  Recipient,
  Step,
  Summary,
} from './generated/shared.js';
export type { TopicName, TopicValues } from './generated/topics.js';
export { newestSchema, schemaSources } from './schema-sources.js';
export type { SchemaSource } from './schema-source.js';
export { allTopics, keyOf, parkedTopic, partsOfKey, topics } from './topics.js';
export type { Topic } from './topic.js';
