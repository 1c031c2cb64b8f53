import { FaultBook, Journal, SimulatorClock } from '@hub/simulator-kit';
import { loadBillLife } from './bills/bill-life.js';
import { loadConversions } from './bills/conversion.js';
import type { Erp } from './database/account-set.js';
import { loadForms } from './forms/load-forms.js';
import { loadWorkflows } from './forms/load-rules.js';
import { faultKinds } from './protocol/faults.js';
import { defaultSwitches } from './switches.js';

/** What all account books share, as the data files have it; no account book is in it yet. */
export function createErp(furtherForms?: string): Erp {
  const clock = new SimulatorClock();
  return {
    forms: loadForms(furtherForms),
    workflows: loadWorkflows(),
    life: loadBillLife(),
    conversions: loadConversions(),
    journal: new Journal(() => clock.now()),
    clock,
    faults: new FaultBook(faultKinds),
    switches: { ...defaultSwitches },
  };
}
