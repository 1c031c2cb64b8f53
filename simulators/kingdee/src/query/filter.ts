export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Operand =
  | { readonly kind: 'field'; readonly path: string }
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'null' };

/** A parsed FilterString. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'in'; readonly left: Operand; readonly list: readonly Operand[] }
  | { readonly kind: 'like'; readonly left: Operand; readonly pattern: string }
  | {
      readonly kind: 'between';
      readonly left: Operand;
      readonly low: Operand;
      readonly high: Operand;
    }
  | { readonly kind: 'null'; readonly left: Operand };

/** The field paths that a filter names. */
export function pathsOf(filter: Filter): readonly string[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.flatMap(pathsOf);
    case 'not':
      return pathsOf(filter.part);
    case 'compare':
      return [filter.left, filter.right].flatMap(pathOf);
    case 'in':
      return [filter.left, ...filter.list].flatMap(pathOf);
    case 'like':
    case 'null':
      return pathOf(filter.left);
    case 'between':
      return [filter.left, filter.low, filter.high].flatMap(pathOf);
  }
}

/** What must all hold for the filter to hold. */
export function conjunctsOf(filter: Filter | undefined): readonly Filter[] {
  if (filter === undefined) return [];
  return filter.kind === 'and' ? filter.parts.flatMap(conjunctsOf) : [filter];
}

function pathOf(operand: Operand): readonly string[] {
  return operand.kind === 'field' ? [operand.path] : [];
}
