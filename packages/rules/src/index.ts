export { compileRules, type RuleSet } from './compile.js';
export type { Finding } from './conditions.js';
export { explainRules, type Explanation } from './explain.js';
export { matchRules } from './match.js';
export { parseRules, type RuleSource } from './parse.js';
export type { Rule, Target } from './rule.js';
