export { BodyTooLarge, readBody } from './body.js';
export { SimulatorClock } from './clock.js';
export {
  ControlError,
  type ControlRequest,
  type ControlRoute,
  type JsonSchema,
} from './control-route.js';
export { ControlServer, type PageFile } from './control-server.js';
export { FaultBook, type Fault, type FaultKind, type FaultOrder } from './faults.js';
export { Journal, type JournalEntry } from './journal.js';
export { standardRoutes } from './standard-routes.js';
export {
  seedCompanies,
  type SeedCompany,
  type SeedDepartment,
  type SeedPerson,
} from './companies.js';
