export {
  startCosmicSimulator,
  type CosmicAccount,
  type CosmicSimulator,
  type CosmicSimulatorOptions,
} from './start-simulator.js';
