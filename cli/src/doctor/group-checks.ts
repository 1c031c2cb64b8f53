import type { DingTalkProbes } from '@hub/dingtalk';
import type { GroupSettings } from '@hub/service';
import type { Check } from '@hub/source';
import { check, good } from './fault-words.js';

/**
 * Whether each group can be told, as far as it shows without saying anything there. A group with our robot costs one
 * call of the month; of a custom robot only the address can be asked about.
 */
export function groupChecks(
  groups: GroupSettings,
  probes: Pick<DingTalkProbes, 'group' | 'webhook'>,
): readonly Check[] {
  return Object.entries(groups).map(([name, { openConversationId, webhook }]) =>
    check(`dingtalk.group.${name}`, { zh: `群“${name}”`, en: `group ${name}` }, async () => {
      if (webhook === undefined) {
        await probes.group(openConversationId);
        return good({ zh: '机器人在群里', en: 'our robot is in it' });
      }
      await probes.webhook(webhook.token);
      return good({
        zh: '群机器人地址有效；关键词、加签、IP 段以及是否已停用，只有真正发送时才知道',
        en: 'the address of its robot is known; whether keyword, signature and addresses fit, and whether it was stopped, shows only when something is said',
      });
    }),
  );
}
