import { readFileSync } from 'node:fs';
import { HubError, readYaml } from '@hub/core';
import { z } from 'zod';

/** A group that our application's robot is a member of. */
export interface RobotGroup {
  readonly openConversationId: string;
  readonly webhook?: undefined;
  /** Messages a minute at most; absent when only the limit of calls per second holds. */
  readonly messagesPerMinute?: number | undefined;
}

/** A group with a custom robot, whose address whoever knows may write to. */
export interface WebhookGroup {
  readonly openConversationId?: undefined;
  readonly webhook: {
    /** `access_token` of its address; a secret. */
    readonly token: string;
    /** Secret of the security setting 加签; absent when it is not ticked. */
    readonly sign?: string | undefined;
    /** One of the words of the security setting 自定义关键词; absent when it is not ticked. */
    readonly keyword?: string | undefined;
  };
  readonly messagesPerMinute?: number | undefined;
}

export type GroupSetting = RobotGroup | WebhookGroup;

/** Groups by their names in rules. */
export type GroupSettings = Readonly<Record<string, GroupSetting>>;

const groupsMax = 200;
const nameMax = 40;
/** What DingTalk takes from a custom robot; one more, and it is mute for ten minutes. */
const perMinuteMax = 20;

/**
 * The schema of `groups:`.
 *
 * @param text reads a text
 * @param secret reads a secret from a file
 */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function groupsSchema(
  text: (wanted: string) => z.ZodType<string>,
  secret: (wanted: string) => z.ZodType<string>,
) {
  const webhook = z
    .strictObject({
      token: secret(
        'the access_token of the robot’s webhook, or its whole address as DingTalk shows it',
      )
        .transform(tokenOf)
        .refine((token) => /^[\w-]{1,200}$/.test(token), {
          error: 'is no access_token; copy the address of the webhook as DingTalk shows it',
        }),
      sign: secret('the secret of the security setting 加签, SEC…').optional(),
      keyword: text('one of the words of the security setting 自定义关键词').optional(),
    })
    .describe('a custom robot of the group, by its webhook');
  const group = z
    .strictObject({
      openConversationId: text('the id of the group, cid…; our robot is a member').optional(),
      webhook: webhook.optional(),
      messagesPerMinute: z
        .int()
        .min(1)
        .max(1_000)
        .optional()
        .describe('messages a minute at most; 20 for a webhook when left out, which is its most'),
    })
    .refine(
      ({ openConversationId, webhook }) =>
        (openConversationId === undefined) !== (webhook === undefined),
      { error: 'needs either openConversationId (our robot is a member) or webhook' },
    )
    .refine(
      ({ webhook, messagesPerMinute = 1 }) =>
        webhook === undefined || messagesPerMinute <= perMinuteMax,
      {
        path: ['messagesPerMinute'],
        error: `is above ${String(perMinuteMax)}, after which DingTalk makes a custom robot mute for ten minutes`,
      },
    )
    .transform((read) => read as GroupSetting);
  return z
    .record(z.string().min(1).max(nameMax), group)
    .refine((groups) => Object.keys(groups).length <= groupsMax, {
      error: `has more than ${String(groupsMax)} groups`,
    })
    .describe('groups that rules tell with the channel GROUP, by the names that rules use');
}

const namesOnly = z.looseObject({ groups: z.record(z.string(), z.unknown()).nullish() });

/**
 * The names under `groups:` of a tenant.yaml, for who may not read its secrets; none when there is no such file.
 *
 * @throws HubError TENANT_INVALID when the file is no YAML or has no names there
 */
export function groupNamesIn(path: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new HubError('TENANT_INVALID', `${path}: cannot be read; let the service's user read it`);
  }
  return Object.keys(readYaml(namesOnly, text, path, 'TENANT_INVALID').groups ?? {});
}

function tokenOf(written: string): string {
  return URL.parse(written)?.searchParams.get('access_token') ?? written;
}
