import {
  BillBook,
  billRoutes,
  ControlServer,
  FaultBook,
  Journal,
  listenBoth,
  loadBillForms,
  loadBillPages,
  seedCompanies,
  SimulatorClock,
  standardOf,
  standardRoutes,
  switchRoutes,
  tokenRoute,
  transportFaults,
  VendorServer,
  type ListenOptions,
} from '@hub/simulator-kit';
import { accessOf, baseOf, type CosmicCompany } from './company.js';
import { cosmicFaults, OpenApi } from './openapi.js';
import { seedBills } from './seed-bills.js';
import { switchBoard, type Switches } from './switches.js';

/** What a client needs to open a data centre; printed at start, in the vendor's words. */
export interface CosmicAccount {
  readonly company: string;
  readonly orgNumber: string;
  readonly accountId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly username: string;
  readonly identity: string;
  readonly openApiSign: string;
}

export interface CosmicSimulator {
  /** Base address for clients, ending in `/`; `/ierp` may stand behind it or not. */
  readonly url: string;
  /** Address of the page and the control interface, ending in `/`. */
  readonly control: string;
  readonly accounts: readonly CosmicAccount[];
  readonly journal: Journal;
  readonly clock: SimulatorClock;
  readonly faults: FaultBook;
  close(): Promise<void>;
}

/** Starts a Cosmic server with two seeded data centres, its page and its control interface. */
export async function startCosmicSimulator(options: ListenOptions = {}): Promise<CosmicSimulator> {
  const clock = new SimulatorClock();
  const journal = new Journal(() => clock.now());
  const faults = new FaultBook([...transportFaults, ...cosmicFaults]);
  const switches = standardOf(switchBoard);
  const companies = createCompanies(clock, journal, switches);
  const api = new OpenApi({ companies, clock, faults, switches });
  const server = new VendorServer({ vendor: api, journal, clock, faults });
  const accounts = companies.map(accountOf);
  const control = new ControlServer({
    title: 'Cosmic simulator control',
    journal,
    pages: loadBillPages('苍穹'),
    routes: [
      ...standardRoutes({ journal, clock, faults }),
      ...switchRoutes(switchBoard, switches),
      tokenRoute(api.tokens, journal),
      ...billRoutes(
        companies.map(({ key, name, book }, index) => ({
          key,
          name,
          book,
          access: { ...accounts[index] },
        })),
      ),
    ],
  });
  const open = await listenBoth(server, control, options);
  return {
    url: `${open.vendor}/`,
    control: open.control,
    accounts,
    journal,
    clock,
    faults,
    close: open.close,
  };
}

function createCompanies(
  clock: SimulatorClock,
  journal: Journal,
  switches: Switches,
): readonly CosmicCompany[] {
  const forms = loadBillForms(new URL('../forms/', import.meta.url));
  return seedCompanies.map((company, index) => {
    const book = new BillBook({
      company: company.key,
      clock,
      journal,
      forms,
      base: baseOf(company),
      idOf: (count) => String(1_698_490_236_113_000_000n + BigInt(count) * 4096n),
      touches: (operation) => switches.modifyTimeOn.includes(operation),
    });
    seedBills(book, clock);
    return { key: company.key, name: company.name, book, ...accessOf(company, index) };
  });
}

function accountOf(company: CosmicCompany, index: number): CosmicAccount {
  const { key, accountId, clientId, clientSecret, proxies, identity, openApiSign } = company;
  return {
    company: key,
    orgNumber: seedCompanies[index]?.orgNumber ?? '',
    accountId,
    clientId,
    clientSecret,
    username: proxies[0] ?? '',
    identity,
    openApiSign,
  };
}
