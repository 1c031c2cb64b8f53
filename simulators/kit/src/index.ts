export { listenBoth, type ListenOptions } from './addresses.js';
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
export { BillBook, type BillDraft, type Caller } from './bills/bill-book.js';
export {
  BillRefusal,
  fieldOf,
  type BaseRecord,
  type Bill,
  type BillField,
  type BillForm,
  type FieldType,
  type Value,
  type Values,
} from './bills/bill-form.js';
export { billRoutes, type ListedCompany } from './bills/bill-routes.js';
export { compileCondition, type Column } from './bills/condition.js';
export { BadCondition, parseCondition, type Condition } from './bills/condition-syntax.js';
export { likeTest } from './bills/like.js';
export { loadBillForms } from './bills/load-forms.js';
export { loadBillPages } from './bills/load-pages.js';
export { exactNumber, type Json, type RawJson } from './exact-json.js';
export { localMidnight, printLocalDay, printLocalTime, readLocalTime } from './local-time.js';
export { tokenRoute } from './token-route.js';
export { standardOf, switchRoutes, type SwitchBoard } from './switch-routes.js';
export {
  keepAliveMs,
  takeFault,
  transportFaults,
  VendorServer,
  type Vendor,
  type VendorReply,
  type VendorRequest,
} from './vendor-server.js';
