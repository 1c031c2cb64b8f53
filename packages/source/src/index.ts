export type { Words } from '@hub/core';
export { type Check, type Finding } from './check.js';
export { codesWithWords, wordsOf } from './fault-words.js';
export { type ConfigFields } from './config-fields.js';
export {
  isDocument,
  linesMax,
  type ControlTotal,
  type Level,
  type MalformedDocument,
  type SourceDocument,
  type SourceTask,
  type SourceUser,
} from './document.js';
export {
  defineSource,
  type ChangedSince,
  type DueWithin,
  type LookBack,
  type OpenSince,
  type Page,
  type Position,
  type Received,
  type ReceivedRequest,
  type Receiver,
  type Source,
  type SourceContext,
  type SourceKind,
  type Stretch,
} from './source.js';
export { mappingSchema, type Mapping } from './mapping/mapping.js';
export { documentOf, type MappingContext } from './mapping/document-of.js';
export { type SourceRecord } from './mapping/read-value.js';
export { cloudEventsSource } from './cloudevents/cloud-events-source.js';
export { RefusedEvent, type RefusalStatus } from './cloudevents/refused-event.js';
export { odataSource } from './odata/odata-source.js';
export { restSource } from './rest/rest-source.js';
export { sqlSource } from './sql/sql-source.js';
