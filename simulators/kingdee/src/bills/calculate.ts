import { Big } from 'big.js';
import { isDecimal, type Row, type Values } from '../database/row.js';
import type { Calculation, Form } from '../forms/form.js';

/** Fills the amounts that follow from others, by the rules in the form's data file. */
export function calculate(form: Form, row: Row): void {
  for (const rule of form.file.calculations ?? []) {
    const entry = form.find(rule.set)?.entry;
    if (rule.rule === 'sum') row.values[rule.set] = total(form, row, rule);
    else if (entry === undefined) applyRule(rule, row.values);
    else for (const each of row.entries[entry] ?? []) applyRule(rule, each.values);
  }
}

function total(form: Form, row: Row, rule: Calculation): Big {
  const [key = ''] = rule.of;
  const rows = row.entries[form.find(key)?.entry ?? ''] ?? [];
  const amounts = rows.map((each) => decimalAt(each.values, key) ?? new Big(0));
  return amounts
    .reduce((sum, amount) => sum.plus(amount), new Big(0))
    .round(rule.scale, Big.roundHalfUp);
}

/** A rule whose parts are not all known leaves the field as it is. */
function applyRule(rule: Calculation, values: Values): void {
  const parts = rule.of.map((key) => decimalAt(values, key));
  const [first, second] = parts;
  if (first === undefined || parts.includes(undefined)) return;
  const rate = (second ?? new Big(0)).div(100);
  const result = {
    product: () => parts.reduce((product: Big, part) => product.times(part ?? 1), new Big(1)),
    difference: () => parts.slice(1).reduce((rest: Big, part) => rest.minus(part ?? 0), first),
    gross: () => first.times(rate.plus(1)),
    taxPart: () => first.minus(first.div(rate.plus(1))),
    copy: () => first,
    sum: () => first,
  }[rule.rule]();
  const given = decimalAt(values, rule.set);
  const derived = rule.rule === 'gross' || rule.rule === 'copy';
  if (derived && given !== undefined) return;
  values[rule.set] = result.round(rule.scale, Big.roundHalfUp);
}

function decimalAt(values: Values, key: string): Big | undefined {
  const value = values[key];
  return isDecimal(value) ? value : undefined;
}
