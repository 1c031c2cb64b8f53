export { startK3WiseSimulator, type K3WiseSimulator } from './start-simulator.js';
