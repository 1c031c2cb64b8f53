import type { ConfigFields } from '@hub/source';
import { z } from 'zod';
import { bundlingSchema } from './bundling-schema.js';
import { callbackSchema } from './callback-schema.js';
import { factsSchema } from './facts-schema.js';
import { groupsSchema } from './groups-schema.js';
import { hintsSchema } from './hints-schema.js';
import { levelsSchema } from './levels-schema.js';
import { linksSchema } from './links-schema.js';
import { reconcileSchema } from './reconcile-schema.js';
import { sourcesSchema, type SourceKinds } from './sources-schema.js';

/** Where the texts of a tenant file come from when they are not written in it. */
export interface TextSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file below the secrets folder. @throws Error with what is wrong and how to mend it */
  readonly readSecret: (name: string) => string;
}

const capabilityKeyBytesMin = 32;
const variable = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/** The schema of tenant.yaml; every field says what it should hold, because that is the remedy in an error. */
// The return type is what zod infers: writing it down would be writing the schema twice.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function tenantSchema(sources: TextSources, kinds: SourceKinds = null) {
  const plain = text(sources);
  const url = (wanted: string): z.ZodType<string> => urlField(plain, wanted);

  return z
    .strictObject({
      name: field(plain, 'the name of the subsidiary that people know'),
      language: field(plain, 'zh-CN, zh-TW, en, ja or vi').default('zh-CN'),
      timeZone: field(plain, 'an IANA time zone, e.g. Asia/Shanghai')
        .refine(isTimeZone, { error: 'is no IANA time zone; write e.g. Asia/Shanghai' })
        .default('Asia/Shanghai'),
      kingdee: kingdeeSchema(sources).optional(),
      sources: sourcesSchema(kinds, fieldsOf(sources)).default([]),
      dingtalk: dingtalkSchema(sources),
      groups: groupsSchema(
        (wanted) => field(plain, wanted),
        (wanted) => secret(sources, wanted),
      ).default({}),
      bundling: bundlingSchema().prefault({}),
      links: linksSchema(
        url('the address of K3Cloud as phones reach it, e.g. https://erp.example.com/k3cloud/'),
      ).optional(),
      capabilityKeys: z
        .array(
          secret(sources, 'a random text of 32 bytes or more, e.g. from openssl rand -base64 48')
            .transform((text) => Buffer.from(text))
            .refine((key) => key.length >= capabilityKeyBytesMin, {
              error: 'is shorter than 32 bytes; make one with: openssl rand -base64 48',
            }),
        )
        .min(1)
        .max(4)
        .describe('keys that prove a button to be ours; the first signs, all verify'),
      ...watching(sources),
    })
    .refine(
      ({ kingdee, sources: others }) =>
        kingdee !== undefined || others.length > 0 || kinds === null,
      {
        error: 'names neither kingdee nor sources; documents have to come from somewhere',
      },
    )
    .describe('A subsidiary: its connections and limits. The folder’s name is its id.');
}

/** The section of DingTalk. */

function dingtalkSchema(sources: TextSources) {
  const plain = text(sources);
  const url = (wanted: string): z.ZodType<string> => urlField(plain, wanted);
  return z.strictObject({
    api: url('the address of the new API, https://api.dingtalk.com'),
    oapi: url('the address of the old API, https://oapi.dingtalk.com'),
    corpId: field(plain, 'the id of the DingTalk organisation, ding…'),
    appKey: field(plain, 'the client id (AppKey) of the internal application'),
    appSecret: secret(sources, 'the client secret (AppSecret) of the internal application'),
    robotCode: field(plain, 'the code of the robot of that application'),
    monthlyCalls: whole(
      sources,
      1,
      100_000_000,
      'calls a month that the DingTalk edition of the organisation includes',
    ).optional(),
    agentId: field(
      plain,
      'the agent id of that application, in quotes; rules with the channel WORK need it',
    ).optional(),
    dingBy: z
      .enum(['APP', 'SMS', 'PHONE'])
      .optional()
      .describe('how a DING wakes people; text messages and calls are bought'),
    callback: callbackSchema(
      url('the address of write-back as DingTalk reaches it, https://…/callback/<tenant>'),
      (wanted) => secret(sources, wanted),
    ).optional(),
    cardTemplateId: field(plain, 'the id of the published card template, ending in .schema'),
    callsPerSecond: whole(sources, 1, 10_000, 'calls per second that DingTalk allows').default(20),
  });
}

/** The section of K3Cloud. */

function kingdeeSchema(sources: TextSources) {
  const plain = text(sources);
  return z.strictObject({
    url: urlField(plain, 'the address of K3Cloud, e.g. https://erp.example.com/k3cloud/').transform(
      (text) => (text.endsWith('/') ? text : `${text}/`),
    ),
    acctId: field(plain, 'the id of the account book (data centre id)'),
    userName: field(plain, 'the ERP user that the hub logs in as'),
    appId: field(plain, 'the application id of 第三方系统登录授权'),
    appSecret: secret(sources, 'the application secret of 第三方系统登录授权'),
    orgNumber: field(plain, 'the number of the organisation to log in to').optional(),
    organisations: z
      .array(field(plain, 'the number of an organisation, in quotes'))
      .min(1)
      .describe('numbers of the organisations whose bills are read'),
    forms: z
      .array(field(plain, 'a form id, e.g. PUR_PurchaseOrder'))
      .min(1)
      .describe('ids of the forms that are read'),
    utcOffsetMinutes: whole(sources, -720, 840, 'the offset of the server’s clock').default(480),
    auth: z
      .enum(['sign', 'headers'])
      .default('sign')
      .describe('sign logs in once (recommended); headers signs every call'),
    callsPerSecond: whole(sources, 1, 1_000, 'calls per second at most').default(100),
    callsAtOnce: whole(sources, 1, 32, 'calls at the same time at most').default(4),
    pageRows: whole(sources, 100, 10_000, 'rows of one answer, as the site allows').default(2_000),
    withLines: z.boolean().default(true).describe('whether events carry the rows of bills'),
    pollIntervalMs: whole(sources, 200, 30_000, 'milliseconds between two polls').default(10_000),
    directoryIntervalMs: whole(
      sources,
      500,
      60_000,
      'milliseconds between two readings of the people',
    ).default(30_000),
  });
}

/** What is watched beside the documents themselves. */

function watching(sources: TextSources) {
  return {
    facts: factsSchema().default([]),
    levels: levelsSchema().default([]),
    reconcile: reconcileSchema().prefault({}),
    hints: hintsSchema(secret(sources, 'a random text of 32 bytes or more')).optional(),
  };
}

/** The schema of people.yaml. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function peopleSchema() {
  return z.strictObject({
    people: z
      .array(
        z.strictObject({
          userId: z.string().min(1).describe('the DingTalk user id'),
          erpUserName: z.string().min(1).describe('the login name in the ERP'),
        }),
      )
      .describe('bindings that matching by mobile or job number cannot find'),
  });
}

function urlField(base: z.ZodType<string>, wanted: string): z.ZodType<string> {
  return field(base, wanted).refine(isUrl, { error: `is no http(s) URL; write ${wanted}` });
}

/** What the schema of a kind of source may use. */
function fieldsOf(sources: TextSources): ConfigFields {
  const plain = text(sources);
  return {
    text: (wanted) => field(plain, wanted),
    secret: (wanted) => secret(sources, wanted),
    url: (wanted) => urlField(plain, wanted),
    whole: (min, max, wanted) => whole(sources, min, max, wanted),
  };
}

function field(base: z.ZodType<string>, wanted: string): z.ZodType<string> {
  return base.describe(wanted);
}

/** A text in which `${NAME}` and `${NAME:-default}` stand for variables of the environment. */
function text({ env }: TextSources): z.ZodType<string, string> {
  return z
    .string({
      error: (issue) => (issue.input === undefined ? 'is missing' : 'is no text; put it in quotes'),
    })
    .min(1, { error: 'is empty' })
    .max(2_000)
    .transform((written, context) => {
      const missing: string[] = [];
      const filled = written.replaceAll(variable, (_, name: string, otherwise?: string) => {
        const value = env[name] ?? otherwise;
        if (value === undefined) missing.push(name);
        return value ?? '';
      });
      for (const name of missing) {
        context.addIssue({
          code: 'custom',
          message: `needs ${name}, which is not in the environment; set it or write the value here`,
        });
      }
      return filled;
    });
}

/** A secret is never written in the file: `{ file: name }` names one below the secrets folder. */
function secret({ readSecret }: TextSources, wanted: string): z.ZodType<string> {
  return z
    .strictObject(
      { file: z.string().min(1).describe('name of a file below the secrets folder') },
      { error: 'is no { file: name }; put the secret into a file below the secrets folder' },
    )
    .describe(wanted)
    .transform(({ file }, context) => {
      try {
        return readSecret(file);
      } catch (error) {
        context.addIssue({
          code: 'custom',
          message: error instanceof Error ? error.message : String(error),
        });
        return z.NEVER;
      }
    });
}

/** A whole number, also as a text of digits after variables were filled in. */
function whole(sources: TextSources, min: number, max: number, wanted: string): z.ZodType<number> {
  const range = `a whole number from ${String(min)} to ${String(max)}`;
  return z
    .union([z.int(), text(sources)], { error: `is not ${range}` })
    .transform(Number)
    .refine((value) => Number.isInteger(value) && value >= min && value <= max, {
      error: `is not ${range}`,
    })
    .describe(`${wanted}; ${range}`);
}

function isUrl(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:');
}

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
