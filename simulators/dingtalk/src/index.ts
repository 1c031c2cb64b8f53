export {
  startDingTalkSimulator,
  type DingTalkSimulator,
  type DingTalkSimulatorOptions,
} from './simulator.js';
export type { OrganisationSummary } from './control/organisation-routes.js';
export { approvalTemplate } from './cards/approval-template.js';
export type { CardTemplate } from './cards/template.js';
export type { Settings } from './settings.js';
