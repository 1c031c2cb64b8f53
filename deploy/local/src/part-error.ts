/**
 * A part (broker, Redis) that could not be had. The message is meant for the person at the
 * keyboard: what failed, where it was looked for, and the command or variable that mends it.
 */
export class PartError extends Error {
  override readonly name = 'PartError';

  constructor(what: string, remedy: string, options: { where?: string; cause?: unknown } = {}) {
    const where = options.where === undefined ? '' : `\n  where: ${options.where}`;
    super(`${what}${where}\n  to mend: ${remedy}`, { cause: options.cause });
  }
}
