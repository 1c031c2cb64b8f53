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
