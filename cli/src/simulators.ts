import { startDingTalkSimulator } from '@hub/simulator-dingtalk';
import { startKingdeeSimulator } from '@hub/simulator-kingdee';
import { print } from './print.js';
import { untilStopped } from './until-stopped.js';

export interface SimulatorsOptions {
  readonly json: boolean;
  readonly host: string;
}

/** Runs both simulators alone, without a broker, until it is stopped; prints what a client needs to know. */
export async function runSimulators({ json, host }: SimulatorsOptions): Promise<number> {
  const stopped = untilStopped();
  const kingdee = await startKingdeeSimulator({ host });
  const dingtalk = await startDingTalkSimulator({ host });
  const facts = {
    kingdee: { url: kingdee.url, control: kingdee.control, accounts: kingdee.accounts },
    dingtalk: {
      api: dingtalk.api,
      oapi: dingtalk.oapi,
      control: dingtalk.control,
      organisations: dingtalk.organisations,
    },
  };
  print(json ? JSON.stringify(facts) : describe(facts));
  await stopped;
  await Promise.all([kingdee.close(), dingtalk.close()]);
  return 0;
}

interface Facts {
  readonly kingdee: Pick<
    Awaited<ReturnType<typeof startKingdeeSimulator>>,
    'url' | 'control' | 'accounts'
  >;
  readonly dingtalk: Pick<
    Awaited<ReturnType<typeof startDingTalkSimulator>>,
    'api' | 'oapi' | 'control' | 'organisations'
  >;
}

/** The secrets printed here open nothing but these two simulators. */
function describe({ kingdee, dingtalk }: Facts): string {
  const lines = [
    '金蝶模拟器 Kingdee simulator',
    `  WebAPI    ${kingdee.url}`,
    `  page      ${kingdee.control}        control: ${kingdee.control}openapi.json`,
    ...kingdee.accounts.flatMap(({ acctId, orgNumber, users, apps }) => [
      `  account set ${acctId}  organisation ${orgNumber}`,
      ...users.map(({ userName, password }) => `    user ${userName}  password ${password}`),
      ...apps.map(
        ({ appId, appSecret, userName }) =>
          `    app  ${appId}  secret ${appSecret}  as ${userName}`,
      ),
    ]),
    '',
    '钉钉模拟器 DingTalk simulator',
    `  OpenAPI   ${dingtalk.api}        old API: ${dingtalk.oapi}`,
    `  page      ${dingtalk.control}        control: ${dingtalk.control}openapi.json`,
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
    '',
    'Running until stopped (Ctrl-C).',
  ];
  return lines.join('\n');
}
