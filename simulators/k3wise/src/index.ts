export {
  startK3WiseSimulator,
  type K3WiseSimulator,
  type K3WiseSimulatorOptions,
} from './start-simulator.js';
