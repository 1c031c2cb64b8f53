import type { CosmicSimulator } from '@hub/simulator-cosmic';
import type { DingTalkSimulator } from '@hub/simulator-dingtalk';
import type { K3WiseSimulator } from '@hub/simulator-k3wise';
import type { KingdeeSimulator } from '@hub/simulator-kingdee';

/** What a client needs to know of each simulator. The secrets in it open nothing else. */
export interface SimulatorFacts {
  readonly kingdee: Pick<KingdeeSimulator, 'url' | 'control' | 'accounts'>;
  readonly dingtalk: Pick<
    DingTalkSimulator,
    'api' | 'oapi' | 'control' | 'caFile' | 'proxy' | 'organisations'
  >;
  readonly wise: Pick<K3WiseSimulator, 'url' | 'control' | 'accounts'>;
  readonly cosmic: Pick<CosmicSimulator, 'url' | 'control' | 'accounts'>;
}

/** The facts as lines for people. */
export function describeSimulators({ kingdee, dingtalk, wise, cosmic }: SimulatorFacts): string {
  return [
    ...describeKingdee(kingdee),
    '',
    ...describeDingTalk(dingtalk),
    '',
    '金蝶 K/3 WISE 模拟器 K/3 WISE simulator',
    `  K3API     ${wise.url}`,
    ...pageOf(wise.control),
    ...wise.accounts.map(
      ({ orgNumber, authorityCode }) =>
        `  organisation ${orgNumber}  authorityCode ${authorityCode}`,
    ),
    '',
    '金蝶苍穹模拟器 Cosmic simulator',
    `  OpenAPI   ${cosmic.url}`,
    ...pageOf(cosmic.control),
    ...cosmic.accounts.flatMap(({ accountId, orgNumber, clientId, clientSecret, username }) => [
      `  account ${accountId}  organisation ${orgNumber}`,
      `    client ${clientId}  secret ${clientSecret}  as ${username}`,
    ]),
    '',
    'Running until stopped (Ctrl-C).',
  ].join('\n');
}

function describeKingdee({ url, control, accounts }: SimulatorFacts['kingdee']): readonly string[] {
  return [
    '金蝶云星空模拟器 Kingdee simulator',
    `  WebAPI    ${url}`,
    ...pageOf(control),
    ...accounts.flatMap(({ acctId, orgNumber, users, apps }) => [
      `  account set ${acctId}  organisation ${orgNumber}`,
      ...users.map(({ userName, password }) => `    user ${userName}  password ${password}`),
      ...apps.map(
        ({ appId, appSecret, userName }) =>
          `    app  ${appId}  secret ${appSecret}  as ${userName}`,
      ),
    ]),
  ];
}

function describeDingTalk(dingtalk: SimulatorFacts['dingtalk']): readonly string[] {
  return [
    '钉钉模拟器 DingTalk simulator',
    `  OpenAPI   ${dingtalk.api}        old API: ${dingtalk.oapi}`,
    ...pageOf(dingtalk.control),
    ...(dingtalk.caFile === undefined ? [] : [`  CA file   ${dingtalk.caFile}`]),
    ...(dingtalk.proxy === undefined ? [] : [`  proxy     ${dingtalk.proxy}`]),
    ...dingtalk.organisations.flatMap((organisation) => [
      `  organisation ${organisation.corpId}`,
      `    appKey ${organisation.appKey}  appSecret ${organisation.appSecret}  agentId ${String(organisation.agentId)}`,
      `    robotCode ${organisation.robotCode}  card templates ${organisation.cardTemplateIds.join(', ')}`,
      ...organisation.users.map(
        ({ userId, name, mobile }) => `    user ${userId}  ${name}  ${mobile}`,
      ),
      ...organisation.groups.map(
        ({ openConversationId, webhook, secret }) =>
          `    group ${openConversationId}  ${webhook}  secret ${secret}`,
      ),
    ]),
  ];
}

function pageOf(control: string): readonly string[] {
  return [`  page      ${control}        control: ${control}openapi.json`];
}
