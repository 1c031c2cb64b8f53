import type { OpenNodes } from '../domain/open-nodes.js';
import type { FormState } from './form-state.js';

/**
 * The forms of a turn, those with open steps first: the sooner after the question for tasks a document is read, the more
 * rarely its steps move in between, and it has to be read once more.
 *
 * Else who waited longest comes first: when there is too much for one turn, nobody is left out again and again. Behind a
 * form with a backlog everybody would be, so such a form waits its turn whatever steps it has.
 *
 * @param open what is open, by form
 */
export function inOrderOfReading(
  due: readonly string[],
  states: ReadonlyMap<string, FormState>,
  open: ReadonlyMap<string, OpenNodes>,
): readonly string[] {
  const isLater = (form: string): number =>
    open.has(form) && states.get(form)?.resumeAt === null ? 0 : 1;
  const readAt = (form: string): number => states.get(form)?.readAtMonotonic ?? 0;
  return due.toSorted((a, b) => isLater(a) - isLater(b) || readAt(a) - readAt(b));
}
