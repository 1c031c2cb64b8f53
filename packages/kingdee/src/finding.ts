import { HubError, messageOf } from '@hub/core';
import type { Check, Finding, Words } from '@hub/source';
import { wordsOf } from './fault-words.js';

export function fine(zh: string, en: string): Finding {
  return { ok: true, found: { zh, en }, remedy: null, code: null };
}

/** @param detail what exactly, in the words of the fault; the same in both languages */
export function wrong(code: string, detail: string): Finding {
  const { fault, remedy } = wordsOf(code, detail);
  return { ok: false, found: fault, remedy, code };
}

/** A question whose faults are findings. */
export function ask(id: string, asks: Words, run: () => Promise<Finding>): Check {
  return {
    id,
    asks,
    run: async () => {
      try {
        return await run();
      } catch (error) {
        return wrong(
          error instanceof HubError ? error.code : 'KINGDEE_UNEXPECTED',
          messageOf(error),
        );
      }
    },
  };
}
