import { chromium, requireProgram } from './process/system-package.js';
import type { Log } from './provider.js';

/**
 * Path of a Chromium that can be driven by tests; installs the system's package when it is missing and we are root.
 *
 * @throws PartError naming the command that would install it
 */
export function requireChromium(log: Log): Promise<string> {
  const isRoot = process.getuid?.() === 0;
  return requireProgram(chromium, { path: process.env['PATH'] ?? '', isRoot, log });
}
