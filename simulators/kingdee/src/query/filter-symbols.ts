/** What a comparison of the array form does with its Value. */
type Meaning =
  | { readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=' }
  | { readonly like: 'contains' | 'starts' | 'ends'; readonly negated?: true }
  | { readonly list: 'in' | 'not in' }
  | { readonly test: 'is null' | 'is not null' }
  | { readonly range: 'between' };

/** A comparison of the array form of a filter. */
export interface FilterSymbol {
  /** What clients send as Compare. */
  readonly id: string;
  readonly name: string;
  readonly meaning: Meaning;
}

/**
 * The comparisons that GetFilterSymbolList lists. Documented to us is only 67; the other ids are this simulator's own,
 * so a client must ask for the list and must not know them by heart.
 */
export const filterSymbols: readonly FilterSymbol[] = [
  { id: '67', name: '等于', meaning: { operator: '=' } },
  { id: '83', name: '不等于', meaning: { operator: '<>' } },
  { id: '21', name: '大于', meaning: { operator: '>' } },
  { id: '22', name: '大于等于', meaning: { operator: '>=' } },
  { id: '23', name: '小于', meaning: { operator: '<' } },
  { id: '24', name: '小于等于', meaning: { operator: '<=' } },
  { id: '60', name: '包含', meaning: { like: 'contains' } },
  { id: '61', name: '不包含', meaning: { like: 'contains', negated: true } },
  { id: '62', name: '左包含', meaning: { like: 'starts' } },
  { id: '63', name: '右包含', meaning: { like: 'ends' } },
  { id: '58', name: '在列表中', meaning: { list: 'in' } },
  { id: '59', name: '不在列表中', meaning: { list: 'not in' } },
  { id: '36', name: '介于', meaning: { range: 'between' } },
  { id: '37', name: '为空', meaning: { test: 'is null' } },
  { id: '29', name: '不为空', meaning: { test: 'is not null' } },
];

/** The operators themselves are accepted beside the ids, and the vendor's name for the equality of a status. */
const spelled: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['=', { operator: '=' }],
  ['statusequalto', { operator: '=' }],
  ['<>', { operator: '<>' }],
  ['!=', { operator: '<>' }],
  ['<', { operator: '<' }],
  ['<=', { operator: '<=' }],
  ['>', { operator: '>' }],
  ['>=', { operator: '>=' }],
  ['like', { like: 'contains' }],
  ['in', { list: 'in' }],
  ['not in', { list: 'not in' }],
  ['between', { range: 'between' }],
  ['is null', { test: 'is null' }],
  ['is not null', { test: 'is not null' }],
]);

export function meaningOf(compare: string): Meaning | undefined {
  return filterSymbols.find(({ id }) => id === compare)?.meaning ?? spelled.get(compare);
}

/** One condition as filter text: `FName like '%Val[%]ue%'`. Lists and ranges take their parts from between commas. */
export function conditionText(field: string, meaning: Meaning, value: string): string {
  if ('operator' in meaning) return `${field} ${meaning.operator} ${quoted(value)}`;
  if ('test' in meaning) return `${field} ${meaning.test}`;
  const parts = value.split(',').map((part) => quoted(part.trim()));
  if ('list' in meaning) return `${field} ${meaning.list} (${parts.join(', ')})`;
  if ('range' in meaning) return `${field} between ${parts.join(' and ')}`;
  const before = meaning.like === 'starts' ? '' : '%';
  const after = meaning.like === 'ends' ? '' : '%';
  const pattern = quoted(before + value.replaceAll(/[[%_]/g, '[$&]') + after);
  return `${field} ${meaning.negated === true ? 'not like' : 'like'} ${pattern}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
