export { eventually } from './eventually.js';
export {
  aClick,
  aCommand,
  aDecision,
  aDocument,
  aPendingNode,
  aPerson,
  aReceipt,
  aRecipient,
  aSummary,
} from './factories.js';
export { FakeClock } from './fake-clock.js';
export { testKafka, testRedis, uniqueName } from './parts.js';
export { seeded, type Seeded } from './seeded.js';
