import { PartError } from './part-error.js';

const oldest = 24;

/**
 * Fails clearly on a Node that is too old. The npm scripts have seen to it already; a program that may
 * also be started by hand asks here first.
 */
export function requireNode(version: string = process.versions.node): void {
  if (Number(version.split('.')[0]) >= oldest) return;
  throw new PartError(
    `this is Node ${version}, and Node ${String(oldest)} or later is needed`,
    'start it through npm ("npm start"), which uses the repository\'s own Node',
  );
}
