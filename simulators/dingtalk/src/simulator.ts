import {
  ControlServer,
  FaultBook,
  Journal,
  SimulatorClock,
  standardRoutes,
} from '@hub/simulator-kit';
import { LoginBook } from './access/login-book.js';
import { MonthlyCount } from './access/monthly-count.js';
import { TokenBook } from './access/token-book.js';
import { CallbackBook } from './callbacks/callback-book.js';
import { FailedEvents } from './callbacks/failed-events.js';
import { ApprovalBook } from './approval/approval-book.js';
import { CalendarBook } from './calendar/calendar-book.js';
import { vendorRoutes } from './calls/vendor-routes.js';
import { CardBook } from './cards/card-book.js';
import { ChatBook } from './chats/chat-book.js';
import { SessionWebhooks } from './chats/session-webhooks.js';
import { callbackRoutes } from './control/callback-routes.js';
import {
  organisationRoutes,
  summarise,
  type OrganisationSummary,
} from './control/organisation-routes.js';
import { approvalControlRoutes } from './control/approval-routes.js';
import { directoryRoutes } from './control/directory-routes.js';
import { eventRoutes } from './control/event-routes.js';
import { officeRoutes } from './control/office-routes.js';
import { readPageFiles } from './control/page-files.js';
import { peopleRoutes } from './control/people-routes.js';
import { phoneRoutes } from './control/phone-routes.js';
import { settingsRoutes } from './control/settings-routes.js';
import { streamRoutes } from './control/stream-routes.js';
import { templateRoutes } from './control/template-routes.js';
import { DingBook } from './ding/ding-book.js';
import { faultKinds } from './fault-kinds.js';
import { VendorServer } from './http/vendor-server.js';
import { MediaBook } from './media/media-book.js';
import { OrganisationBook } from './organisation/organisation-book.js';
import { seedOrganisations } from './organisation/seed.js';
import { defaultSettings, type Settings } from './settings.js';
import { Courier } from './stream/courier.js';
import { StreamGateway } from './stream/stream-gateway.js';
import { TodoBook } from './todo/todo-book.js';
import { Timetable } from './timetable.js';
import { NameProxy } from './tls/name-proxy.js';
import { createIdentity, writeCa } from './tls/private-ca.js';
import type { World } from './world.js';

export interface DingTalkSimulatorOptions {
  /** Address to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** Port of both API generations and the Stream gateway; default 0, a free one. */
  readonly port?: number;
  /** Port of the control interface and the page; default 0, a free one. */
  readonly controlPort?: number;
  /** Speaks https and wss instead of http and ws, under a private CA made at the start. */
  readonly tls?: boolean;
}

/** A running DingTalk. `close` ends it with all its connections. */
export interface DingTalkSimulator {
  /** Stands for https://api.dingtalk.com, without a trailing slash. */
  readonly api: string;
  /** Stands for https://oapi.dingtalk.com, without a trailing slash. */
  readonly oapi: string;
  /** The page, and below it the control interface, with a trailing slash. */
  readonly control: string;
  /** With TLS: a file with the CA to trust, PEM. It is removed on closing. */
  readonly caFile?: string;
  /**
   * With TLS: a forward proxy that leads the names of DingTalk here, for clients whose hosts are built in; without a
   * trailing slash.
   */
  readonly proxy?: string;
  readonly organisations: readonly OrganisationSummary[];
  readonly journal: Journal;
  readonly clock: SimulatorClock;
  readonly faults: FaultBook;
  /** Limits and switches; a change takes effect at once. */
  readonly settings: Settings;
  close(): Promise<void>;
}

/** Starts a DingTalk server: two API generations, the Stream gateway, the control interface and the page. */
export async function startDingTalkSimulator(
  options: DingTalkSimulatorOptions = {},
): Promise<DingTalkSimulator> {
  const { controlPort = 0, host = '127.0.0.1', port = 0 } = options;
  const world = createWorld();
  const identity = options.tls === true ? await createIdentity(host) : undefined;
  const { clock, faults, gateway, journal, organisations, settings, timetable } = world;
  const upgrade = gateway.upgrade.bind(gateway);
  const vendor = new VendorServer(world, vendorRoutes(world), upgrade, identity);
  const scheme = identity === undefined ? 'http' : 'https';
  const vendorPort = await vendor.listen(port, host);
  world.address = `${scheme}://${host}:${String(vendorPort)}`;
  const controlServer = new ControlServer({
    title: '钉钉模拟器',
    routes: [
      ...standardRoutes({ journal, clock, faults }),
      ...organisationRoutes(world),
      ...peopleRoutes(world),
      ...directoryRoutes(world),
      ...eventRoutes(world),
      ...phoneRoutes(world),
      ...officeRoutes(world),
      ...approvalControlRoutes(world),
      ...streamRoutes(world),
      ...callbackRoutes(world),
      ...settingsRoutes(world),
      ...templateRoutes(world),
    ],
    pages: await readPageFiles(),
    journal,
  });
  const control = await controlServer.listen(controlPort, host).catch(async (error: unknown) => {
    await vendor.close();
    throw error;
  });
  const ca = identity === undefined ? undefined : await writeCa(identity.ca);
  const proxy = ca === undefined ? undefined : new NameProxy(vendorPort, host, vendor.answer);
  const proxyAddress = await proxy?.listen(host);
  return {
    ...(ca === undefined ? {} : { caFile: ca.file }),
    ...(proxyAddress === undefined ? {} : { proxy: proxyAddress }),
    api: world.address,
    oapi: world.address,
    control,
    get organisations() {
      return organisations.list().map((each) => summarise(each, world.address));
    },
    journal,
    clock,
    faults,
    settings,
    close: async () => {
      timetable.close();
      gateway.close();
      await proxy?.close();
      await vendor.close();
      await controlServer.close();
      await ca?.remove();
    },
  };
}

function createWorld(): World {
  const clock = new SimulatorClock();
  const journal = new Journal(() => clock.now());
  const faults = new FaultBook(faultKinds);
  const settings = defaultSettings();
  const timetable = new Timetable(clock);
  const parts = { clock, faults, journal, settings, timetable };
  const gateway = new StreamGateway(parts);
  return {
    ...parts,
    organisations: new OrganisationBook(seedOrganisations()),
    tokens: new TokenBook(clock, settings),
    logins: new LoginBook(clock),
    apiCalls: new MonthlyCount(),
    pushes: new MonthlyCount(),
    chats: new ChatBook(clock),
    sessions: new SessionWebhooks(clock),
    cards: new CardBook(clock),
    todos: new TodoBook(clock),
    approvals: new ApprovalBook(),
    calendar: new CalendarBook(clock),
    dings: new DingBook(),
    media: new MediaBook(),
    gateway,
    courier: new Courier(gateway, parts),
    callbacks: new CallbackBook(),
    failedEvents: new FailedEvents(),
    address: '',
  };
}
