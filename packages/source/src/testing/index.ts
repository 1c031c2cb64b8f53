export { sourceContract } from './source-contract.js';
export type { RigRecord, SourceRig } from './source-rig.js';
export { capFolder } from './cap-rig.js';
export { startCap, type CapServer } from './start-cap.js';
export { restFolder, startJsonServer, type JsonServer } from './json-server-rig.js';
export { postgresFolder, startOldSystem, type OldSystem } from './postgres-rig.js';
export { eventsFolder } from './events-folder.js';
