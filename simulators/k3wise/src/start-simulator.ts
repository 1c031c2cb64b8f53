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
import { authorityCodeOf, baseOf, type WiseCompany } from './company.js';
import { K3Api, wiseFaults } from './k3api.js';
import { seedBills } from './seed-bills.js';
import { switchBoard } from './switches.js';

export interface K3WiseSimulator {
  /** Base address for clients, ending in `/K3API/`. */
  readonly url: string;
  /** Address of the page and the control interface, ending in `/`. */
  readonly control: string;
  readonly accounts: readonly {
    readonly company: string;
    readonly orgNumber: string;
    readonly authorityCode: string;
  }[];
  readonly journal: Journal;
  readonly clock: SimulatorClock;
  readonly faults: FaultBook;
  close(): Promise<void>;
}

/** Starts a K/3 WISE server with two seeded account sets, its page and its control interface. */
export async function startK3WiseSimulator(options: ListenOptions = {}): Promise<K3WiseSimulator> {
  const clock = new SimulatorClock();
  const journal = new Journal(() => clock.now());
  const faults = new FaultBook([...transportFaults, ...wiseFaults]);
  const switches = standardOf(switchBoard);
  const companies = createCompanies(clock, journal);
  const api = new K3Api({ companies, clock, faults, switches });
  const server = new VendorServer({ vendor: api, journal, clock, faults });
  const listed = companies.map((company) => ({
    ...company,
    access: { authorityCode: company.authorityCode },
  }));
  const control = new ControlServer({
    title: 'K/3 WISE simulator control',
    journal,
    pages: loadBillPages('K/3 WISE'),
    routes: [
      ...standardRoutes({ journal, clock, faults }),
      ...switchRoutes(switchBoard, switches),
      tokenRoute(api.tokens, journal),
      ...billRoutes(listed),
    ],
  });
  const open = await listenBoth(server, control, options);
  return {
    url: `${open.vendor}/K3API/`,
    control: open.control,
    accounts: companies.map(({ key, authorityCode }, index) => ({
      company: key,
      orgNumber: seedCompanies[index]?.orgNumber ?? '',
      authorityCode,
    })),
    journal,
    clock,
    faults,
    close: open.close,
  };
}

function createCompanies(clock: SimulatorClock, journal: Journal): readonly WiseCompany[] {
  const forms = loadBillForms(new URL('../forms/', import.meta.url));
  return seedCompanies.map((company) => {
    const book = new BillBook({
      company: company.key,
      clock,
      journal,
      forms,
      base: baseOf(company),
      idOf: (count) => String(1000 + count),
      touches: () => true,
    });
    seedBills(book, clock);
    return { key: company.key, name: company.name, authorityCode: authorityCodeOf(company), book };
  });
}
