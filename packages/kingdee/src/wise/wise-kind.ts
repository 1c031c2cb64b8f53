import { defineSource, type ConfigFields, type SourceContext } from '@hub/source';
import { z } from 'zod';
import { lcidOf } from '../lcid.js';
import { wiseForms } from './forms/wise-forms.js';
import { WiseClient } from './wise-client.js';
import type { WiseForm } from './wise-form.js';
import { WiseSource } from './wise-source.js';

/** One form in the tenant file: what the site calls it, and the field that tells when a bill was changed. */
interface NamedForm {
  readonly form: string;
  readonly object?: string | undefined;
  readonly changedAt?: string | undefined;
}

export interface WiseConfig {
  readonly url: string;
  readonly authorityCode: string;
  readonly organisation: string;
  readonly forms: readonly NamedForm[];
  readonly localCurrency: string;
  readonly currencies: Readonly<Record<string, string>>;
  readonly utcOffsetMinutes: number;
  readonly callsPerSecond: number;
  readonly callsAtOnce: number;
  readonly pageRows: number;
}

const known = wiseForms.map(({ definition }) => definition.form);

/** K/3 WISE through K3API. */
export const wiseSource = defineSource<WiseConfig>({
  kind: 'k3-wise',
  config: (fields: ConfigFields) =>
    z
      .strictObject({
        url: fields.url('the address of K3API, e.g. http://erp.example.com/K3API/'),
        authorityCode: fields.secret('the code handed out in 企业互联; it decides the account set'),
        organisation: fields.text('the number by which the hub knows this company, e.g. 100'),
        forms: z
          .array(
            z.strictObject({
              form: z.enum(known).describe('the form as rules name it'),
              object: fields.text('the object of K3API, e.g. Bill1000050').optional(),
              changedAt: fields
                .text('a field that the site keeps itself and that tells when a bill was changed')
                .optional(),
            }),
          )
          .min(1),
        localCurrency: fields.text('the ISO code of the local currency').default('CNY'),
        currencies: z
          .record(z.string(), fields.text('an ISO code'))
          .default({})
          .describe('ISO codes by name or code of currencies that the site added'),
        utcOffsetMinutes: fields.whole(-720, 840, 'the offset of the server’s clock').default(480),
        callsPerSecond: fields.whole(1, 200, 'calls per second at most').default(10),
        callsAtOnce: fields.whole(1, 16, 'calls at the same time at most').default(2),
        pageRows: fields.whole(50, 10_000, 'lines of one page of a list').default(1_000),
      })
      .describe('An account set of K/3 WISE.'),
  open: openWise,
});

export function openWise(
  config: WiseConfig,
  { name, language, clock }: Pick<SourceContext, 'name' | 'language' | 'clock'>,
): WiseSource {
  const { url, authorityCode, callsPerSecond, callsAtOnce, pageRows, ...rest } = config;
  const { organisation, localCurrency, currencies, utcOffsetMinutes } = rest;
  const locale = { organisation, localCurrency, currencies, utcOffsetMinutes };
  return new WiseSource({
    name,
    client: new WiseClient({ url, authorityCode, callsPerSecond, callsAtOnce, clock }),
    forms: rest.forms.map(formOf),
    locale: { lcid: lcidOf(language), ...locale },
    pageRows,
    clock,
  });
}

function formOf({ form, object, changedAt }: NamedForm): WiseForm {
  const found = wiseForms.find(({ definition }) => definition.form === form);
  if (found === undefined) throw new RangeError(`no form file of K/3 WISE for ${form}`);
  return { ...found, object: object ?? found.object, changedAt };
}
