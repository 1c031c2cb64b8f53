export {
  startCosmicSimulator,
  type CosmicAccount,
  type CosmicSimulator,
} from './start-simulator.js';
