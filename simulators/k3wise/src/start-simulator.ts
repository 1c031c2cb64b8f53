import {
  BillBook,
  billRoutes,
  ControlServer,
  FaultBook,
  Journal,
  loadBillForms,
  loadBillPages,
  seedCompanies,
  SimulatorClock,
  standardOf,
  standardRoutes,
  switchRoutes,
  transportFaults,
  VendorServer,
  type ControlRoute,
} from '@hub/simulator-kit';
import { authorityCodeOf, baseOf, type WiseCompany } from './company.js';
import { K3Api, wiseFaults } from './k3api.js';
import { seedBills } from './seed-bills.js';
import { switchBoard } from './switches.js';

export interface K3WiseSimulatorOptions {
  /** Address to listen on; the loopback address when absent. */
  readonly host?: string;
  /** Port of the vendor's paths; a free one when absent or 0. */
  readonly port?: number;
  /** Port of the page and the control interface; a free one when absent or 0. */
  readonly controlPort?: number;
}

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
export async function startK3WiseSimulator(
  options: K3WiseSimulatorOptions = {},
): Promise<K3WiseSimulator> {
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
      tokenRoute(api, journal),
      ...billRoutes(listed),
    ],
  });
  const host = options.host ?? '127.0.0.1';
  const origin = await server.listen(options.port ?? 0, host);
  const controlUrl = await control
    .listen(options.controlPort ?? 0, host)
    .catch(async (error: unknown) => {
      await server.close();
      throw error;
    });
  return {
    url: `${origin}/K3API/`,
    control: controlUrl,
    accounts: companies.map(({ key, authorityCode }, index) => ({
      company: key,
      orgNumber: seedCompanies[index]?.orgNumber ?? '',
      authorityCode,
    })),
    journal,
    clock,
    faults,
    close: async () => {
      await Promise.all([server.close(), control.close()]);
    },
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

function tokenRoute(api: K3Api, journal: Journal): ControlRoute {
  return {
    method: 'POST',
    path: '/control/tokens/expire',
    summary: 'Ends all tokens.',
    body: { type: 'object' },
    handle: () => {
      const ended = api.tokens.clear();
      journal.append('tokens.ended', { ended });
      return { ended };
    },
  };
}
