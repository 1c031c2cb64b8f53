export { CallbackCrypto, type CallbackKeys } from './callback-crypto.js';
export {
  answerCallback,
  type CallbackAnswer,
  type CallbackParts,
  type CallbackRequest,
} from './callback.js';
export { answerCardPush, answerRobotPush, type PushRequest } from './http-push.js';
export { type CalendarChange, type CalendarEvent, type CalendarSpan } from './calendar.js';
export {
  type CardData,
  type CardDelivery,
  type CardDraft,
  type CardReceipt,
  type CardUpdate,
} from './cards.js';
export { DingTalkClient, type DingTalkOptions, type SessionReply } from './dingtalk-client.js';
export { type Ding, type DingBy, type DingReceipt } from './ding.js';
export { type Department, type Directory, type DirectoryUser, type Role } from './directory.js';
export { codesWithWords, wordsOf } from './fault-words.js';
export { DingTalkFault, type FaultHandling } from './faults.js';
export { webhookAddress, type WebhookSend } from './group-webhook.js';
export { DingTalkProbes, type ProbeOptions } from './probes.js';
export { type GroupMessageRef, type GroupReaders, type GroupSend } from './robot-group.js';
export {
  type Recalled,
  type RobotReaders,
  type RobotReceipt,
  type RobotSend,
  type SendStatus,
} from './robot.js';
export { StreamClient, type ReconnectTiming, type StreamOptions } from './stream-client.js';
export { type StreamHandlers, type StreamLog } from './stream-dispatch.js';
export {
  type CardCallback,
  type CardResponse,
  type RobotMessage,
  type StreamEvent,
} from './stream-messages.js';
export { type Todo, type TodoChange, type TodoRef } from './todo.js';
export {
  type WorkDrop,
  type WorkDropReason,
  type WorkNotification,
  type WorkResult,
  type WorkTask,
} from './work-notification.js';
export { type TokenStore } from './token-store.js';
