type Fields = Readonly<Record<string, unknown>>;

/**
 * Readers of request fields. Old clients send every number and boolean as a string and lists as comma text, and
 * DingTalk takes that; a field that is absent or does not fit reads as undefined.
 */
export const field = {
  text(fields: Fields, name: string): string | undefined {
    const value = fields[name];
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return typeof value === 'string' && value !== '' ? value : undefined;
  },

  integer(fields: Fields, name: string): number | undefined {
    const text = field.text(fields, name);
    return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
  },

  /** True also as `True`, which is how a form of Python has it. */
  flag(fields: Fields, name: string): boolean {
    return field.text(fields, name)?.toLowerCase() === 'true';
  },

  /** A list of texts, given as an array or as comma-separated text. */
  texts(fields: Fields, name: string): string[] | undefined {
    const value = fields[name];
    if (Array.isArray(value)) {
      return value
        .filter((each) => typeof each === 'string' || typeof each === 'number')
        .map(String);
    }
    return field
      .text(fields, name)
      ?.split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
  },

  /** An object, given as such or as JSON text. */
  object(fields: Fields, name: string): Record<string, unknown> | undefined {
    let value = fields[name];
    if (typeof value === 'string') {
      try {
        value = JSON.parse(value);
      } catch {
        return undefined;
      }
    }
    const fits = typeof value === 'object' && value !== null && !Array.isArray(value);
    return fits ? (value as Record<string, unknown>) : undefined;
  },
};
