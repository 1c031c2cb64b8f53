export type { BundlingSetting } from './bundling-schema.js';
export type { CallbackSetting } from './callback-schema.js';
export { commaList, commonConfig, loadConfig } from './config.js';
export type { FactSetting } from './facts-schema.js';
export {
  groupNamesIn,
  type GroupSetting,
  type GroupSettings,
  type RobotGroup,
  type WebhookGroup,
} from './groups-schema.js';
export { HealthChecks, type HealthCheck } from './health.js';
export type { HintsSetting } from './hints-schema.js';
export type { LevelSetting } from './levels-schema.js';
export { createLogger, type Logger, type LoggerOptions } from './logger.js';
export { NestLogger } from './nest-logger.js';
export { PerTenant, type PerTenantOptions } from './per-tenant.js';
export type { ReconcileSetting } from './reconcile-schema.js';
export { readTenant, type TenantPlaces } from './read-tenant.js';
export { redactText, redactUrl } from './redact.js';
export { runService, startService, type ListenConfig } from './run-service.js';
export { createService, type Resource, type ServiceOptions, type Worker } from './service.js';
export { checkTelemetry } from './telemetry-check.js';
export { TenantFolder, type TenantFolderOptions } from './tenant-folder.js';
export type { KingdeeSetting, Tenant } from './tenant.js';
export type { SourceKinds, SourceSetting } from './sources-schema.js';
export type { TraceLine } from './trace-file.js';
