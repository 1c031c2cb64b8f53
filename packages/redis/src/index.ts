export { createClaims, type Claimed, type ClaimOptions, type Claims } from './claims.js';
export {
  createLatestState,
  type LatestState,
  type LatestStateOptions,
  type Standing,
} from './latest-state.js';
export type { Leave, Limit, Limiter } from './limiter/limit.js';
export { createLimiter, type LimiterOptions } from './limiter/create-limiter.js';
export { connectRedis, type LinkOptions, type RedisLink, type RedisLog } from './link.js';
export { createRecentIndex, type RecentIndex, type RecentIndexOptions } from './recent-index.js';
export { forecastOf, type Forecast, type Use } from './quota/forecast.js';
export { monthAt, weekdays, type DayWeight, type Month } from './quota/month.js';
export {
  planFor,
  treatmentAt,
  type QuotaLevel,
  type QuotaPlan,
  type Treatment,
} from './quota/plan.js';
export type {
  QuotaCheckpoints,
  QuotaCount,
  QuotaKind,
  QuotaLedger,
  QuotaOwner,
} from './quota/quota-ledger.js';
export { createSharedValues, type SharedValue, type SharedValues } from './shared-values.js';
export { createQuotaLedger, type QuotaLedgerOptions } from './quota/create-quota-ledger.js';
