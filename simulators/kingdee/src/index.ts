export {
  startKingdeeSimulator,
  type KingdeeSimulator,
  type KingdeeSimulatorOptions,
} from './start-simulator.js';
export type { BusinessOptions } from './business/create-accounts.js';
export type { PrintedAccount } from './control/printed-account.js';
