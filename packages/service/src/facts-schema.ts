import { z } from 'zod';

/** Facts that time makes of documents, as `facts:` in tenant.yaml names them. */
export type FactSetting = z.output<ReturnType<typeof factsSchema>>[number];

const form = z.string().min(1).max(80).describe('a form id, e.g. AR_receivable');
const everyMs = (usual: number): z.ZodDefault<z.ZodInt> =>
  z
    .int()
    .min(1_000)
    .max(86_400_000)
    .default(usual)
    .describe(`milliseconds between two looks; ${String(usual)} when left out`);

function numbers(max: number, wanted: string): z.ZodArray<z.ZodInt> {
  return z.array(z.int().min(0).max(max)).min(1).max(10).describe(wanted);
}

/** The schema of `facts:`. */
// What zod infers is the type: writing it down would be writing the schema twice.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function factsSchema() {
  const overdue = z.strictObject({
    kind: z.literal('receivable-overdue'),
    form,
    days: numbers(365, 'days after the due date at which it is told, e.g. [1, 7, 30]').refine(
      (days) => !days.includes(0),
      { error: 'on day 0 nothing is overdue; begin with 1' },
    ),
    everyMs: everyMs(900_000),
  });
  const due = z.strictObject({
    kind: z.literal('payment-due'),
    form,
    days: numbers(365, 'days before the due date at which it is told, e.g. [3, 1]'),
    everyMs: everyMs(900_000),
  });
  const stuck = z.strictObject({
    kind: z.literal('approval-stuck'),
    forms: z.array(form).min(1).describe('forms whose open approvals are watched'),
    hours: numbers(8_760, 'hours of waiting at which it is told, e.g. [24, 72]'),
    everyMs: everyMs(60_000),
  });
  return z
    .array(z.discriminatedUnion('kind', [overdue, due, taxFiling(), stuck]))
    .max(50)
    .describe('what time makes of documents, told once for each number');
}

function taxFiling() {
  return z.strictObject({
    kind: z.literal('tax-filing'),
    name: z.string().min(1).max(40).describe('the name of the tax, e.g. 增值税'),
    every: z
      .enum(['month', 'quarter', 'year'])
      .describe('month; quarter: in January, April, July and October; year: in `month`'),
    day: z.int().min(1).max(31).default(15).describe('last day of the month, before holidays'),
    month: z.int().min(1).max(12).optional().describe('month of a yearly tax; May when left out'),
    days: numbers(31, 'days before the last day at which it is told, e.g. [3, 1]'),
    calendar: z
      .enum(['cn', 'weekends', 'none'])
      .default('cn')
      .describe('days off that move the last day: statutory holidays of mainland China, or less'),
    everyMs: everyMs(900_000),
  });
}
