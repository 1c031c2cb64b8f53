const prefix = '/v1.0/event/';

/**
 * Whether an event passes the filters of an application. A filter is a glob such as
 * `/v1.0/event/bpms_instance_change/processCode/PROC-1/type/finish`: names and values of the event's data after its
 * type, with `*`, `**` and `{a,b}`. Without a filter for its type an event passes.
 */
export function passesFilters(
  filters: readonly string[],
  eventType: string,
  data: Readonly<Record<string, unknown>>,
): boolean {
  const own = filters.map(segmentsOf).filter(([type]) => type === eventType || type === '*');
  return own.length === 0 || own.some(([, ...pairs]) => passes(pairs, data));
}

function segmentsOf(filter: string): string[] {
  return filter.startsWith(prefix) ? filter.slice(prefix.length).split('/') : [];
}

function passes(pairs: readonly string[], data: Readonly<Record<string, unknown>>): boolean {
  for (let at = 0; at < pairs.length; at += 2) {
    const [name = '', glob = '*'] = [pairs[at], pairs[at + 1]];
    if (name === '**') return true;
    const value = data[name];
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    if (!toPattern(glob).test(text)) return false;
  }
  return true;
}

function toPattern(glob: string): RegExp {
  const source = glob
    .replaceAll(/[.+?^$()|[\]\\]/g, '\\$&')
    .replaceAll(/\{([^{}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(',', '|')})`)
    .replaceAll(/\*+/g, '.*');
  return new RegExp(`^${source}$`);
}
