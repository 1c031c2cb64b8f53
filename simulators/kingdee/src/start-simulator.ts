import {
  ControlServer,
  Journal,
  listenBoth,
  standardRoutes,
  type FaultBook,
  type ListenOptions,
  type SimulatorClock,
} from '@hub/simulator-kit';
import { Sessions } from './auth/sessions.js';
import { accessRoutes } from './control/access-routes.js';
import { createAccounts, type BusinessOptions } from './business/create-accounts.js';
import { billRoutes } from './control/bill-routes.js';
import { companyRoutes } from './control/company-routes.js';
import { databaseRoutes } from './control/database-routes.js';
import { stepRoutes } from './control/step-routes.js';
import { loadPages } from './control/load-pages.js';
import { printAccount, type PrintedAccount } from './control/printed-account.js';
import { createErp } from './create-erp.js';
import { postFromJournal } from './database/level-postings.js';
import { AsyncCalls } from './protocol/async-calls.js';
import { CallCounter } from './protocol/call-counter.js';
import { KingdeeHttpServer } from './protocol/http-server.js';
import type { Server } from './protocol/method.js';

export interface KingdeeSimulatorOptions extends ListenOptions {
  /** The group's past business; two companies and a year of it when absent. */
  readonly business?: BusinessOptions;
  /** Folder with JSON files of forms beside the simulator's own. */
  readonly formsDir?: string;
}

export interface KingdeeSimulator {
  /** Base address for clients, ending in `/k3cloud/`. */
  readonly url: string;
  /** Address of the page and the control interface, ending in `/`. */
  readonly control: string;
  readonly accounts: readonly PrintedAccount[];
  readonly journal: Journal;
  readonly clock: SimulatorClock;
  readonly faults: FaultBook;
  close(): Promise<void>;
}

/** Starts a K3Cloud server with two seeded account books, its page and its control interface. */
export async function startKingdeeSimulator(
  options: KingdeeSimulatorOptions = {},
): Promise<KingdeeSimulator> {
  const server = createServer(options);
  const { journal, clock, faults } = server.erp;
  const http = new KingdeeHttpServer(server);
  const control = new ControlServer({
    title: 'Kingdee simulator control',
    journal,
    pages: loadPages(),
    routes: [
      ...standardRoutes({ journal, clock, faults }),
      ...companyRoutes(server),
      ...billRoutes(server),
      ...stepRoutes(server),
      ...accessRoutes(server),
      ...databaseRoutes(server),
    ],
  });
  const open = await listenBoth(http, control, options);
  return {
    url: open.vendor,
    control: open.control,
    accounts: server.accounts.map(printAccount),
    journal,
    clock,
    faults,
    close: open.close,
  };
}

/** The simulated system without its sockets. */
function createServer({ business, formsDir }: KingdeeSimulatorOptions): Server {
  const erp = createErp(formsDir);
  const accounts = createAccounts(erp, business);
  erp.journal = new Journal(() => erp.clock.now());
  postFromJournal(accounts, erp.journal);
  const now = (): number => erp.clock.now();
  return {
    erp,
    accounts,
    sessions: new Sessions(now),
    asyncCalls: new AsyncCalls(),
    callCounter: new CallCounter(now),
  };
}
