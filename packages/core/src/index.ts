export { backoffMs, type BackoffOptions } from './backoff.js';
export { mintCapability, verifyCapability, type CapabilityClaims } from './capability.js';
export { systemClock, type Clock } from './clock.js';
export { Decimal, formatAmount } from './decimal.js';
export { HubError, messageOf, type FaultOptions } from './errors.js';
export { commandId, decisionId, documentVersion, eventId, hashId } from './ids.js';
export { readYaml } from './yaml.js';
export { settle, type Handler, type Outbound, type Outcome } from './outcome.js';
