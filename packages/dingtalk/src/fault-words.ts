import { faultWordsIn, type FaultTable } from '@hub/core';

/** Every code of this package in plain words: what it means, and what to do. docs/faults.md has the same codes. */
const words: FaultTable = {
  DINGTALK_UNREACHABLE: [
    '连不上钉钉',
    'DingTalk cannot be reached',
    '检查 dingtalk.api、dingtalk.oapi 的地址和外网出口',
    'check dingtalk.api and dingtalk.oapi, and the way out to the internet',
  ],
  DINGTALK_TLS: [
    '钉钉（或中间代理）的证书不被接受',
    'the certificate of DingTalk, or of a proxy in between, is not accepted',
    '把代理的根证书放入 NODE_EXTRA_CA_CERTS 指定的文件',
    'name the authority of the proxy in NODE_EXTRA_CA_CERTS',
  ],
  DINGTALK_TIMEOUT: [
    '钉钉没有及时应答',
    'DingTalk did not answer in time',
    '会自动重试；一直如此则检查网络',
    'it is tried again by itself; if it stays, look at the network',
  ],
  DINGTALK_URL: [
    '钉钉地址不是可用的网址',
    'an address of DingTalk cannot be used',
    '改正 dingtalk.api 与 dingtalk.oapi，写成 https://api.dingtalk.com 和 https://oapi.dingtalk.com',
    'write dingtalk.api and dingtalk.oapi like https://api.dingtalk.com and https://oapi.dingtalk.com',
  ],
  DINGTALK_MALFORMED: [
    '钉钉的应答看不懂',
    'the answer of DingTalk is unreadable',
    '会自动重试；一直如此则查看中间是否有代理改写了应答',
    'it is tried again by itself; if it stays, look for a proxy in between',
  ],
  DINGTALK_TOKEN: [
    '钉钉不接受访问凭证，换新之后也一样',
    'the access token is not accepted, not even a new one',
    '在开发者后台查看应用是否已停用或未发布',
    'look in the developer console whether the application is disabled or not published',
  ],
  DINGTALK_CREDENTIALS: [
    '钉钉不接受 Client ID 或 Client Secret',
    'DingTalk does not accept appKey or appSecret',
    '在开发者后台“凭证与基础信息”中核对 Client ID 和 Client Secret，改正 tenant.yaml 或密钥文件',
    'check appKey and appSecret against the credentials page of the application (凭证与基础信息); correct tenant.yaml or the secret file',
  ],
  DINGTALK_SCOPE: [
    '钉钉应用缺少接口权限',
    'the application lacks a permission',
    '在开发者后台“权限管理”中申请所列权限，然后重新发布应用',
    'tick the permission that is named in 权限管理 of the developer console and publish the application',
  ],
  DINGTALK_ADDRESS_REFUSED: [
    '本机的出口 IP 不在应用的白名单中',
    "this machine's address is not on the application's list",
    '在开发者后台“安全设置”的“服务器出口 IP”中加入本机出口地址，然后发布',
    "add the hub's outgoing address to 服务器出口 IP in 安全设置 of the application, then publish",
  ],
  DINGTALK_QPS: [
    '调用过快，被钉钉限流',
    'DingTalk limits the rate of calls',
    '会自动放慢重试；经常如此则调低 callsPerSecond',
    'it is sent again more slowly; lower callsPerSecond if it happens often',
  ],
  DINGTALK_DAY_LIMIT: [
    '该人员当天的数量已达上限',
    "the day's number for this person is reached",
    '次日会自动重试',
    'it is tried again by itself, until the next day comes',
  ],
  DINGTALK_ROBOT_RATE: [
    '群机器人一分钟内消息超过 20 条，被限流十分钟',
    'a group robot said more than 20 messages in a minute and is held for ten minutes',
    '十分钟后自动重试；查看是否有其他程序使用同一个机器人地址',
    "it waits ten minutes; other programs that use the same robot's address share its 20",
  ],
  DINGTALK_QUOTA: [
    '企业本月的钉钉接口调用量已用完',
    "the organisation's calls of this month are used up",
    '在钉钉管理后台购买调用量，或等到下个月',
    'buy calls, or wait for the next month',
  ],
  DINGTALK_DING_QUOTA: [
    '企业本月的 DING 次数已用完',
    "the organisation's DINGs of this month are used up",
    '在钉钉管理后台购买 DING 次数，或等到下个月；其间改用机器人消息',
    'buy DINGs, or wait for the next month; until then the robot sends messages instead',
  ],
  DINGTALK_IP_BANNED: [
    '钉钉暂时封禁了本机的出口 IP',
    'DingTalk refuses this address for a while',
    '全部调用等待五分钟；找出同一出口 IP 上的其他程序',
    'everything waits five minutes; look for another program behind the same address',
  ],
  DINGTALK_BUSY: ['钉钉繁忙', 'DingTalk is busy', '会自动重试', 'it is sent again by itself'],
  DINGTALK_USER: [
    '钉钉中没有此人，或此人不在应用的可见范围内',
    'DingTalk knows no such person, or the person is outside of what the application may see',
    '查看此人是否已离职；在开发者后台“版本管理与发布”中扩大可见范围',
    'look whether the person has left; widen 可见范围 of the application and publish',
  ],
  DINGTALK_AGENT: [
    'AgentId 不属于该应用',
    'agentId is not that of the application',
    '从“凭证与基础信息”复制 AgentId，改正 tenant.yaml 的 dingtalk.agentId',
    'copy AgentId from 凭证与基础信息 into dingtalk.agentId of tenant.yaml',
  ],
  DINGTALK_ROBOT: [
    '机器人不存在、已停用或已被移出群',
    'the robot does not exist, is stopped, or was removed from the group',
    '把机器人重新加入群，或改正 robotCode / 群机器人地址',
    "add the robot to the group again, or correct robotCode or the robot's address",
  ],
  DINGTALK_GROUP: [
    '群已解散，或群标识有误',
    'the group is dissolved, or its id is wrong',
    '在配置中改用另一个群，或删除该群',
    'name another group in the configuration, or take it out',
  ],
  DINGTALK_TEMPLATE: [
    '卡片或消息模板不存在或未发布',
    'the template of the card or message does not exist or is not published',
    '在钉钉卡片平台发布模板，并核对 cardTemplateId',
    'publish the template on 卡片平台 and compare cardTemplateId',
  ],
  DINGTALK_CONTENT: [
    '内容含有钉钉不允许的词语或链接',
    'the content has words or links that DingTalk does not let through',
    '修改单据中的文字或模板，再重放该消息',
    'change the words of the document or the template, then replay',
  ],
  DINGTALK_LENGTH: [
    '消息太长',
    'the message is too long',
    '缩短模板的文字，再重放该消息',
    'shorten the template, then replay',
  ],
  DINGTALK_WEBHOOK_SECURITY: [
    '群机器人的安全设置拒绝了消息（关键词、加签或 IP）',
    "the robot's security setting refused the message: keyword, signature or address",
    '核对机器人的安全设置：加签密钥、关键词、IP 段，以及本机时间',
    "compare the robot's 安全设置 with the configuration: its secret, its keywords, its addresses, and this machine's clock",
  ],
  DINGTALK_CALLBACK: [
    '收到的 HTTP 回调不是来自钉钉，或不是发给本应用的',
    'a callback is not of DingTalk or not for this application',
    '核对“事件订阅”中的 token、aes_key 和 Client ID；无人改动过则说明有人在试探该地址',
    'compare token, aes_key and appKey with 事件订阅; if nothing was changed, somebody is trying the address',
  ],
  DINGTALK_CALLBACK_KEYS: [
    'HTTP 回调的密钥不完整',
    'the keys of callbacks are not whole',
    '从“事件订阅”重新复制 token 和 43 位的 aes_key',
    'copy token and the aes_key of 43 characters again from 事件订阅',
  ],
  DINGTALK_REFUSED: [
    '钉钉因业务原因拒绝',
    'DingTalk refused a parameter',
    '按钉钉给出的代码改正，再重放',
    'read the code DingTalk gave, mend, replay',
  ],
};

/** @param detail what exactly, as the fault's message says it; the same in both languages */
export const wordsOf = faultWordsIn(words, 'DINGTALK_REFUSED');

/** All codes that have words. */
export const codesWithWords: readonly string[] = Object.keys(words);
