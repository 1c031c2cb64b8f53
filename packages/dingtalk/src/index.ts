export { type CardData, type CardDelivery, type CardReceipt, type CardUpdate } from './cards.js';
export { DingTalkClient, type DingTalkOptions, type SessionReply } from './dingtalk-client.js';
export { type Department, type Directory, type DirectoryUser, type Role } from './directory.js';
export { type RobotReceipt, type RobotSend } from './robot.js';
export { StreamClient, type ReconnectTiming, type StreamOptions } from './stream-client.js';
export { type StreamHandlers, type StreamLog } from './stream-dispatch.js';
export {
  type CardCallback,
  type CardResponse,
  type RobotMessage,
  type StreamEvent,
} from './stream-messages.js';
