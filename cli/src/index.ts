export { Control } from './demo/control.js';
export type { Desk, NewBill, ShownBill, ShownTask } from './demo/desk.js';
export { buttonsOf, type Phone, type SeenCard } from './demo/phone.js';
export { stageOf, type Stage } from './demo/stage.js';
export { untilHandled } from './demo/until-handled.js';
export { waitFor } from './demo/wait-for.js';
export { startHub, type RunningHub, type ServiceName } from './hub/running-hub.js';
export { readSpans, type Span } from './traces/span.js';
export { storyOf } from './traces/story.js';
