import type { FaultBook, Journal, SimulatorClock } from '@hub/simulator-kit';
import type { MonthlyCount } from './access/monthly-count.js';
import type { TokenBook } from './access/token-book.js';
import type { CardBook } from './cards/card-book.js';
import type { ChatBook } from './chats/chat-book.js';
import type { SessionWebhooks } from './chats/session-webhooks.js';
import type { OrganisationBook } from './organisation/organisation-book.js';
import type { Settings } from './settings.js';
import type { Courier } from './stream/courier.js';
import type { StreamGateway } from './stream/stream-gateway.js';
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
  /** Counted API calls of the month. */
  readonly apiCalls: MonthlyCount;
  /** Webhook messages and Stream pushes of the month. */
  readonly pushes: MonthlyCount;
  readonly chats: ChatBook;
  readonly sessions: SessionWebhooks;
  readonly cards: CardBook;
  readonly gateway: StreamGateway;
  readonly courier: Courier;
  /** `http://host:port`, known once the server listens. */
  address: string;
}
