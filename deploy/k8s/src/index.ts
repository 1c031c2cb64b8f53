export { houseFaults } from './house-rules.js';
export { readManifests, type Manifest } from './manifests.js';
export { validateManifest } from './validate.js';
