import type { Mapping } from '../mapping/mapping.js';
import type { Comparison, Condition } from '../polling/record-store.js';
import type { FieldTree } from './field-tree.js';
import { literalOf, type LiteralContext } from './literal.js';

/** How one mapping is asked for in this service. */
export interface FormPlan {
  readonly mapping: Mapping;
  readonly tree: FieldTree;
  /** Edm type by path. */
  readonly types: ReadonlyMap<string, string>;
}

/** The options $filter, $orderby, $top, $select and $expand of a question, by name. */
export function queryOptions(
  plan: FormPlan,
  question: {
    readonly where: readonly Condition[];
    readonly order: 'change' | 'id';
    readonly limit: number;
  },
  context: LiteralContext,
): ReadonlyMap<string, string> {
  const { id, modifiedAt } = plan.mapping.fields;
  const options = new Map<string, string>();
  const filter = filterOf(plan, question.where, context);
  if (filter !== '') options.set('$filter', filter);
  const order = question.order === 'change' ? [modifiedAt, id] : [id];
  options.set('$orderby', order.map((path) => `${pathOf(path)} asc`).join(','));
  options.set('$top', String(question.limit));
  for (const [name, value] of treeOptions(plan.tree, context.version)) options.set(name, value);
  return options;
}

/** The conditions of a question and the mapping's own, in the language of $filter. */
export function filterOf(
  plan: FormPlan,
  where: readonly Condition[],
  context: LiteralContext,
): string {
  const own = plan.mapping.filter === undefined ? [] : [`(${plan.mapping.filter})`];
  return [...own, ...where.map((condition) => written(condition, plan, context))].join(' and ');
}

function written(condition: Condition, plan: FormPlan, context: LiteralContext): string {
  if ('all' in condition) return joined(condition.all, ' and ', plan, context);
  if ('any' in condition) return joined(condition.any, ' or ', plan, context);
  const { field: path, is, value } = condition;
  const type = plan.types.get(path) ?? 'Edm.String';
  return `${pathOf(path)} ${word[is]} ${literalOf({ is, value }, { path, type }, context)}`;
}

const word: Readonly<Record<Comparison, string>> = {
  ge: 'ge',
  gt: 'gt',
  lt: 'lt',
  le: 'le',
  eq: 'eq',
  ne: 'ne',
};

function joined(
  conditions: readonly Condition[],
  by: string,
  plan: FormPlan,
  context: LiteralContext,
): string {
  return `(${conditions.map((condition) => written(condition, plan, context)).join(by)})`;
}

function treeOptions(tree: FieldTree, version: 2 | 4): readonly [string, string][] {
  if (version === 4) return optionsV4(tree);
  const select = pathsV2(tree, '');
  const expand = branchesV2(tree, '');
  return [
    ['$select', select.join(',')],
    ...(expand.length === 0 ? [] : [['$expand', expand.join(',')] as [string, string]]),
  ];
}

function optionsV4({ select, expand }: FieldTree): readonly [string, string][] {
  const branches = [...expand].map(([name, tree]) => {
    const inside = optionsV4(tree).map(([option, value]) => `${option}=${value}`);
    return `${name}(${inside.join(';')})`;
  });
  const options: [string, string][] = [];
  if (select.size > 0) options.push(['$select', [...select].join(',')]);
  if (branches.length > 0) options.push(['$expand', branches.join(',')]);
  return options;
}

function pathsV2({ select, expand }: FieldTree, prefix: string): readonly string[] {
  return [
    ...[...select].map((name) => `${prefix}${name}`),
    ...[...expand].flatMap(([name, tree]) => pathsV2(tree, `${prefix}${name}/`)),
  ];
}

function branchesV2({ expand }: FieldTree, prefix: string): readonly string[] {
  return [...expand].flatMap(([name, tree]) => [
    `${prefix}${name}`,
    ...branchesV2(tree, `${prefix}${name}/`),
  ]);
}

function pathOf(path: string): string {
  return path.replaceAll('.', '/');
}
