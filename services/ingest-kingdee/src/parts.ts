// What tools use of ingest without the service around it: doctor opens the same sources, measurements read one account.
export { Account, type AccountPorts } from './accounts/account.js';
export type { AccountPlan } from './accounts/account-plan.js';
export { openSource } from './accounts/open-source.js';
export {
  backfillForm,
  type BackfillOptions,
  type BackfillReport,
} from './backfill/backfill-form.js';
export { IngestTelemetry } from './ingest-telemetry.js';
export { KnownStore } from './known-store.js';
export type { Events, Log } from './ports.js';
export { sourceKinds } from './source-kinds.js';
