import { comparedDay, countedTime, type Compared } from '../mapping/compared-time.js';
import { localTime } from '../mapping/read-time.js';
import type { Mapping } from '../mapping/mapping.js';
import { wrongMapping } from '../mapping/read-mappings.js';
import type { Comparison, Operand } from '../polling/record-store.js';

export interface LiteralContext {
  readonly version: 2 | 4;
  readonly timeZone: string;
  readonly mapping: Mapping;
}

/**
 * The only way a value enters a filter: by the type of the field that it is compared with.
 *
 * @throws HubError SOURCE_MAPPING when the field cannot be compared so
 */
export function literalOf(
  { is, value }: { readonly is: Comparison; readonly value: Operand },
  field: { readonly path: string; readonly type: string },
  context: LiteralContext,
): string {
  return 'time' in value
    ? timeLiteral({ utcMs: value.time, is }, field, context)
    : textLiteral(value.text, field, context);
}

function timeLiteral(
  moment: Compared,
  { path, type }: { readonly path: string; readonly type: string },
  { version, timeZone, mapping }: LiteralContext,
): string {
  const utc = new Date(moment.utcMs).toISOString();
  const zone = mapping.timeZone ?? timeZone;
  switch (type) {
    case 'Edm.DateTimeOffset':
      return version === 2 ? `datetimeoffset'${utc}'` : utc;
    case 'Edm.DateTime':
      return `datetime'${localTime(moment.utcMs, zone)}'`;
    case 'Edm.Date':
      return comparedDay(moment, zone);
    case 'Edm.Int32':
    case 'Edm.Int64':
    case 'Edm.Decimal': {
      const counted = countedTime(moment, mapping.numericTimes, type !== 'Edm.Decimal');
      return numberLiteral(counted, type, version);
    }
    default:
      throw wrongMapping(
        `form ${mapping.form}`,
        `${path} is ${type}, which cannot be compared as a time; map a field that is a date with time`,
      );
  }
}

function textLiteral(
  text: string,
  { path, type }: { readonly path: string; readonly type: string },
  { version, mapping }: LiteralContext,
): string {
  switch (type) {
    case 'Edm.String':
      return quoted(text);
    case 'Edm.Guid':
      if (!/^[0-9a-f-]{36}$/i.test(text)) return noSuch;
      return version === 2 ? `guid'${text}'` : text;
    case 'Edm.Boolean':
      return text === 'true' ? 'true' : 'false';
    case 'Edm.Byte':
    case 'Edm.SByte':
    case 'Edm.Int16':
    case 'Edm.Int32':
    case 'Edm.Int64':
    case 'Edm.Decimal':
      return /^-?\d{1,28}$/.test(text) ? numberLiteral(text, type, version) : noSuch;
    default:
      // V4 compares an enumeration by the name of its type.
      if (version === 4 && !type.startsWith('Edm.')) return `${type}${quoted(text)}`;
      throw wrongMapping(
        `form ${mapping.form}`,
        `${path} is ${type}, which cannot be compared; map a text, a number or a guid`,
      );
  }
}

/** A text that cannot be of the field's type belongs to no record. */
const noSuch = 'null';

function quoted(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return `'${text.replaceAll(/[\u0000-\u001f\u007f]/g, '').replaceAll("'", "''")}'`;
}

function numberLiteral(text: string, type: string, version: 2 | 4): string {
  if (version === 4) return text;
  if (type === 'Edm.Int64') return `${text}L`;
  return type === 'Edm.Decimal' ? `${text}M` : text;
}
