import { defineSource, type ConfigFields, type SourceContext } from '@hub/source';
import { z } from 'zod';
import { lcidOf } from '../lcid.js';
import type { QueryParameters } from './cosmic-bills.js';
import { CosmicClient } from './cosmic-client.js';
import type { CosmicForm } from './cosmic-form.js';
import { CosmicSource } from './cosmic-source.js';
import { cosmicForms } from './forms/cosmic-forms.js';

interface NamedForm {
  readonly form: string;
  readonly path?: string | undefined;
}

export interface CosmicConfig {
  readonly url: string;
  readonly accountId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly username: string;
  readonly gatewayIdentity?: string | undefined;
  readonly auth: 'token' | 'two-steps';
  readonly forms: readonly NamedForm[];
  readonly parameters?: QueryParameters | undefined;
  readonly fixed: Readonly<Record<string, string>>;
  readonly utcOffsetMinutes: number;
  readonly callsPerSecond: number;
  readonly callsAtOnce: number;
  readonly pageSize: number;
}

const known = cosmicForms.map(({ definition }) => definition.form);

/** Cosmic (苍穹, 星瀚, 星空旗舰版) through its open platform. */
export const cosmicSource = defineSource<CosmicConfig>({
  kind: 'cosmic',
  config: (fields: ConfigFields) =>
    z
      .strictObject({
        url: fields.url('the address before /kapi, e.g. https://erp.example.com/ierp/'),
        accountId: fields.text('the id of the data centre (数据中心)'),
        clientId: fields.text('the system code of the third-party application'),
        clientSecret: fields.secret('its AccessToken secret'),
        username: fields.text('the proxy user (代理用户) of the application'),
        gatewayIdentity: fields.secret('x-acgw-identity, where a gateway wants it').optional(),
        auth: z
          .enum(['token', 'two-steps'])
          .default('token')
          .describe('token: getToken; two-steps: getAppToken.do and login.do of older sites'),
        forms: z
          .array(
            z.strictObject({
              form: z.enum(known).describe('the form as rules name it'),
              path: fields
                .text('the published query behind kapi/v2/, e.g. pm/pm_purorderbill/query')
                .optional(),
            }),
          )
          .min(1),
        parameters: z
          .strictObject({
            changedFrom: fields.text('the parameter for the lower end of modifytime'),
            changedTo: fields.text('the parameter for the upper end of modifytime'),
            id: fields.text('the parameter for the id'),
          })
          .optional()
          .describe('names of parameters, where queries take no free filter'),
        fixed: z
          .record(z.string(), z.string())
          .default({})
          .describe('parameters that every query wants, * for any value'),
        utcOffsetMinutes: fields.whole(-720, 840, 'the offset of the server’s clock').default(480),
        callsPerSecond: fields.whole(1, 200, 'calls per second at most').default(10),
        callsAtOnce: fields.whole(1, 16, 'calls at the same time at most').default(4),
        pageSize: fields.whole(10, 2_000, 'bills of one page').default(500),
      })
      .describe('A data centre of Cosmic.'),
  open: openCosmic,
});

export function openCosmic(
  config: CosmicConfig,
  { name, language, clock }: Pick<SourceContext, 'name' | 'language' | 'clock'>,
): CosmicSource {
  const { forms, parameters, fixed, pageSize, ...account } = config;
  return new CosmicSource({
    name,
    client: new CosmicClient({ ...account, language: language.replace('-', '_'), clock }),
    forms: forms.map(formOf),
    locale: { lcid: lcidOf(language), utcOffsetMinutes: config.utcOffsetMinutes },
    parameters: parameters ?? null,
    fixed,
    pageSize,
  });
}

function formOf({ form, path }: NamedForm): CosmicForm {
  const found = cosmicForms.find(({ definition }) => definition.form === form);
  if (found === undefined) throw new RangeError(`no form file of Cosmic for ${form}`);
  return path === undefined ? found : { ...found, path };
}
