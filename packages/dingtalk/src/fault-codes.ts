import type { KindName } from './faults.js';

/** Codes of the new API by prefix, most telling first. */
const apiKinds: readonly (readonly [prefix: string, KindName])[] = [
  ['InvalidAuthentication', 'token'],
  ['AuthenticationFailed.', 'token'],
  ['invalidClientIdOrSecret', 'credentials'],
  ['invalid.client', 'credentials'],
  ['unauthorized.client', 'credentials'],
  ['Forbidden.AccessDenied.AccessTokenPermissionDenied', 'scope'],
  ['Forbidden.AccessDenied.IpNotInWhiteList', 'address'],
  ['Forbidden.AccessDenied.ApiCountLimit', 'quota'],
  ['Forbidden.AccessDenied.QpmLimit', 'qpm'],
  ['Forbidden.AccessDenied.QpsLimit', 'qps'],
  ['systemBusy', 'busy'],
  ['system.busy', 'busy'],
  ['systemError', 'busy'],
  ['send.too.fast', 'qps'],
  ['toomuch.msg', 'qpm'],
  ['ding.serverquota', 'dingQuota'],
  ['flowLimit', 'perDay'],
  ['robot.oto.notExist', 'robot'],
  ['resource.unavailable', 'robot'],
  ['chatbotId.notAllow', 'robot'],
  ['invalidParameter.robotCode', 'robot'],
  ['token.notExisted', 'robot'],
  ['invalidParameter.openConversationId', 'group'],
  ['invalid.openConversationId', 'group'],
  ['group.disbanded', 'group'],
  ['template.', 'template'],
  ['param.templateNotExist', 'template'],
  ['param.templateUnpublished', 'template'],
  ['param.cardTemplateIdEmpty', 'template'],
  ['contain.', 'content'],
  ['param.contentUnsafe', 'content'],
  ['param.userIdNotExist', 'user'],
  ['userNotExist', 'user'],
  // Of a DING none of whose people is known.
  ['miss.staffId', 'user'],
  // Too many of them is a fault of the call, not of the people.
  ['invalidParameter.userIds.overMax', 'refused'],
  ['invalidParameter.userIds', 'user'],
  // Business errors come as 500 as well.
  ['param.', 'refused'],
  ['invalidParameter', 'refused'],
];

/** Codes of the old API: `sub_code` of its gateway, and `errcode` of everything behind it. */
const oapiKinds: Readonly<Record<string, KindName>> = {
  '-1': 'busy',
  '15': 'busy',
  '40000': 'token',
  '40001': 'token',
  '40014': 'token',
  '42001': 'token',
  '40089': 'credentials',
  '40096': 'credentials',
  '60011': 'scope',
  '60020': 'address',
  '90020': 'quota',
  '33012': 'user',
  '40003': 'user',
  '60121': 'user',
  '50002': 'user',
  '40056': 'agent',
  '34014': 'length',
  '34016': 'length',
  // Three codes are in use for a custom robot that says too much.
  '130101': 'robotRate',
  '410100': 'robotRate',
  '660026': 'robotRate',
  '310000': 'security',
  '300005': 'robot',
  '400101': 'robot',
  '400102': 'robot',
  '400106': 'robot',
  '400013': 'group',
  '430101': 'content',
  '430102': 'content',
  '430103': 'content',
  '430104': 'content',
};

/** The family of the limits of rate; 90018 and 90002 are the ones an internal application meets. */
const rateCode = /^900[01]\d$/;

/** What a code of the new API means; null for one that nobody has told us of. */
export function apiKindOf(code: string): KindName | null {
  return apiKinds.find(([prefix]) => code.startsWith(prefix))?.[1] ?? null;
}

/** What a code of the old API means; null for one that nobody has told us of. */
export function oapiKindOf(code: string): KindName | null {
  return oapiKinds[code] ?? (rateCode.test(code) ? 'qps' : null);
}
