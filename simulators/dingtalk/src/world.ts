import type { FaultBook, Journal, SimulatorClock } from '@hub/simulator-kit';
import type { LoginBook } from './access/login-book.js';
import type { MonthlyCount } from './access/monthly-count.js';
import type { TokenBook } from './access/token-book.js';
import type { CallbackBook } from './callbacks/callback-book.js';
import type { FailedEvents } from './callbacks/failed-events.js';
import type { ApprovalBook } from './approval/approval-book.js';
import type { CalendarBook } from './calendar/calendar-book.js';
import type { CardBook } from './cards/card-book.js';
import type { ChatBook } from './chats/chat-book.js';
import type { SessionWebhooks } from './chats/session-webhooks.js';
import type { DingBook } from './ding/ding-book.js';
import type { MediaBook } from './media/media-book.js';
import type { OrganisationBook } from './organisation/organisation-book.js';
import type { Settings } from './settings.js';
import type { Courier } from './stream/courier.js';
import type { StreamGateway } from './stream/stream-gateway.js';
import type { TodoBook } from './todo/todo-book.js';
import type { Timetable } from './timetable.js';

/** Everything a simulated DingTalk consists of. Calls and controls work on it. */
export interface World {
  readonly journal: Journal;
  readonly clock: SimulatorClock;
  readonly faults: FaultBook;
  readonly settings: Settings;
  readonly timetable: Timetable;
  readonly organisations: OrganisationBook;
  readonly tokens: TokenBook;
  readonly logins: LoginBook;
  /** Counted API calls of the month. */
  readonly apiCalls: MonthlyCount;
  /** Webhook messages and Stream pushes of the month. */
  readonly pushes: MonthlyCount;
  readonly chats: ChatBook;
  readonly sessions: SessionWebhooks;
  readonly cards: CardBook;
  readonly todos: TodoBook;
  readonly approvals: ApprovalBook;
  readonly calendar: CalendarBook;
  readonly dings: DingBook;
  readonly media: MediaBook;
  readonly gateway: StreamGateway;
  readonly courier: Courier;
  /** Addresses that the service calls. */
  readonly callbacks: CallbackBook;
  /** Events that could not be handed over by HTTP. */
  readonly failedEvents: FailedEvents;
  /** `http://host:port`, known once the server listens; of one that listens everywhere, as it was last called. */
  address: string;
}
