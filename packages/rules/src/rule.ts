import { Decimal } from '@hub/core';
import { z } from 'zod';

const exactAmount = z
  .union([z.string(), z.int()])
  .transform(String)
  .refine((text) => /^-?\d+(\.\d{1,10})?$/.test(text), {
    error: 'must be an exact amount such as "50000" or "50000.00"; put decimals in quotes',
  })
  .transform((text) => new Decimal(text));

const names = z.array(z.string().min(1)).min(1);

const condition = z.strictObject({
  /** Form id of the ERP. */
  form: z.string().min(1),
  /** Steps that the document may have reached. */
  step: z
    .union([z.string(), names])
    .transform((step) => (typeof step === 'string' ? [step] : step))
    .pipe(
      z.array(
        z.enum([
          'SAVED',
          'SUBMITTED',
          'APPROVED',
          'REJECTED',
          'WITHDRAWN',
          'CLOSED',
          'VOIDED',
          'DELETED',
          'DUE_SOON',
          'OVERDUE',
          'STUCK',
          'BELOW_LIMIT',
          'WITHIN_LIMIT',
          'ANOMALY',
        ]),
      ),
    ),
  amount: z
    .strictObject({
      /** Holds for amounts strictly above. */
      above: exactAmount.optional(),
      /** Holds for amounts up to and including. */
      upTo: exactAmount.optional(),
      currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as CNY'),
    })
    .refine((amount) => amount.above !== undefined || amount.upTo !== undefined, {
      error: 'needs `above` or `upTo`',
    })
    .optional(),
  /** Names of departments. */
  departments: names.optional(),
  /** Numbers of organisations. */
  organisations: names.optional(),
});

const target = z.union(
  [
    z.strictObject({ pendingApprover: z.literal(true) }),
    z.strictObject({ applicant: z.literal(true) }),
    z.strictObject({ role: z.string().min(1) }),
    z.strictObject({ person: z.string().min(1) }),
    z.strictObject({ group: z.string().min(1) }),
  ],
  {
    error:
      'must be one of `pendingApprover: true`, `applicant: true`, `role: <name>`, `person: <DingTalk user id>`, `group: <name in tenant.yaml>`',
  },
);

const fields = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,64}$/, 'must be lower-case letters, digits and hyphens'),
  says: z.string().min(1),
  when: condition,
  notify: z.array(target).min(1),
  channel: z.enum(['CARD', 'ROBOT', 'WORK', 'GROUP', 'TO_DO', 'DING', 'CALENDAR']).default('CARD'),
  template: z.string().min(1).default('approval'),
  priority: z.enum(['URGENT', 'NORMAL', 'LOW']).default('NORMAL'),
  /** True when no later rule is looked at once this one applies. */
  final: z.boolean().default(false),
});

/**
 * Groups are told by the channel GROUP and nobody else is: a rule that mixes them up tells whom nobody meant. A DING
 * wakes people and is paid for, so a rule has to say that it means it.
 */
const rule = fields.superRefine(({ channel, notify, priority }, context) => {
  if (channel === 'DING' && priority !== 'URGENT') {
    const message = `is ${priority}, but the channel DING wakes people and is paid for; write \`priority: URGENT\` if they shall be woken, or take another channel`;
    context.addIssue({ code: 'custom', path: ['priority'], message });
  }
  for (const [index, one] of notify.entries()) {
    if ('group' in one === (channel === 'GROUP')) continue;
    const message =
      channel === 'GROUP'
        ? 'is no group, but the channel GROUP tells groups alone; write `group: <name in tenant.yaml>`, or give people a rule of their own with another channel'
        : `is a group, which the channel ${channel} does not reach; write \`channel: GROUP\`, or name people`;
    context.addIssue({ code: 'custom', path: ['notify', index], message });
  }
});

export const ruleFile = z.strictObject({ rules: z.array(rule).min(1).max(10_000) });

/** Who hears about which documents, by which channel. */
export type Rule = z.infer<typeof rule>;

/** Whom a rule names; the directory turns it into people. */
export type Target = z.infer<typeof target>;
