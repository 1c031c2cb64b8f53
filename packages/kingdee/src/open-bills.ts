import type { OpenSince } from '@hub/source';
import { ownedBy } from './conditions.js';
import { allOf, anyOf, idLiteral, isOneOf, literal } from './filter.js';
import { keyOf, type FormShape } from './form-shape.js';
import { toServerTime } from './server-time.js';

/** Bills on which something is still to happen: not approved, or approved and not closed on forms that close. */
export function isOpen(shape: FormShape, question: OpenSince, utcOffsetMinutes: number): string {
  const { closeStatus, cancelStatus } = shape.fields;
  const status = keyOf(shape, 'documentStatus');
  const underWay = isOneOf(status, ['Z', 'A', 'B', 'D']);
  const open =
    closeStatus === undefined
      ? underWay
      : anyOf(underWay, `(${status}='C' and ${closeStatus}='A')`);
  const from = literal(toServerTime(question.modifiedFrom, utcOffsetMinutes));
  return allOf(
    open,
    cancelStatus === undefined ? '' : `${cancelStatus}<>'B'`,
    `${keyOf(shape, 'modifiedAt')}>=${from}`,
    ownedBy(shape, question.organisations),
    question.afterId === null ? '' : `${shape.idKey}>${idLiteral(question.afterId)}`,
  );
}
