import { defineSource, type ConfigFields, type SourceContext } from '@hub/source';
import { z } from 'zod';
import { K3CloudClient } from './k3cloud-client.js';
import { K3CloudSource } from './k3cloud-source.js';
import { formsOf } from './read-forms.js';
import type { K3CloudOptions } from './web-api.js';

/** What `kingdee:` of a tenant file says; a part that is left out has its default. */
export interface K3CloudConfig extends Omit<K3CloudOptions, 'clock'> {
  /** Ids of the forms that are read. */
  readonly forms: readonly string[];
  /** Numbers that `hub doctor` looks for. */
  readonly organisations?: readonly string[] | undefined;
  readonly withLines?: boolean | undefined;
  readonly pageRows?: number | undefined;
}

/**
 * Opens one account book. Forms beside the built-in ones are read from `forms/*.yaml` in the folder of the tenant; a file
 * for a built-in form takes its place.
 *
 * @throws HubError KINGDEE_URL or KINGDEE_FORM_FILE
 */
export function openK3Cloud(
  config: K3CloudConfig,
  { folder, clock }: Pick<SourceContext, 'folder' | 'clock'>,
): K3CloudSource {
  const { forms, organisations, withLines, pageRows, ...options } = config;
  return new K3CloudSource({
    client: new K3CloudClient({ ...options, clock }),
    forms,
    organisations,
    definitions: formsOf(folder),
    withLines,
    pageRows,
  });
}

/** The same as a source of its own, for a second account book of a tenant. */
export const k3cloudSource = defineSource<K3CloudConfig>({
  kind: 'k3cloud',
  config: (fields: ConfigFields) =>
    z
      .strictObject({
        url: fields.url('the address of K3Cloud, e.g. https://erp.example.com/k3cloud/'),
        acctId: fields.text('the id of the account book (data centre id)'),
        userName: fields.text('the ERP user that the hub logs in as'),
        appId: fields.text('the application id of 第三方系统登录授权'),
        appSecret: fields.secret('the application secret of 第三方系统登录授权'),
        orgNumber: fields.text('the number of the organisation to log in to').optional(),
        auth: z.enum(['sign', 'headers']).optional(),
        forms: z.array(fields.text('a form id, e.g. PUR_PurchaseOrder')).min(1),
        organisations: z.array(fields.text('the number of an organisation, in quotes')).optional(),
        utcOffsetMinutes: fields.whole(-720, 840, 'the offset of the server’s clock').default(480),
        callsPerSecond: fields.whole(1, 1_000, 'calls per second at most').default(100),
        callsAtOnce: fields.whole(1, 32, 'calls at the same time at most').default(4),
        pageRows: fields.whole(100, 10_000, 'rows of one page, as the site allows').default(2_000),
        withLines: z.boolean().default(true).describe('whether events carry the rows of bills'),
      })
      .describe('A further account book of K3Cloud.'),
  open: openK3Cloud,
});
