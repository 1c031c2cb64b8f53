import { HubError } from '@hub/core';
import type { Check, Finding } from '@hub/source';
import { textOf } from './cells.js';
import { isOneOf } from './filter.js';
import { ask, fine, wrong } from './finding.js';
import { formCheck, usersCheck, workflowCheck } from './form-check.js';
import type { FormShapes } from './form-shapes.js';
import type { K3CloudClient } from './k3cloud-client.js';
import { loginFinding, skewMaxMs } from './login-check.js';

export interface Checked {
  readonly client: K3CloudClient;
  readonly shapes: FormShapes;
  readonly forms: readonly string[];
  /** Numbers; none are asked for when empty. */
  readonly organisations: readonly string[];
}

/** Calls that old versions lack, and what the hub cannot do without them. */
const wantedCalls = ['QueryBusinessInfo', 'WorkflowAudit', 'GetSysReportData'] as const;

/** What `hub doctor` asks of an account book, from the network to each form. */
export function k3cloudChecks({ client, shapes, forms, organisations }: Checked): readonly Check[] {
  return [
    ask('kingdee.reach', { zh: '金蝶服务器', en: 'Kingdee server' }, () => reached(client)),
    ask('kingdee.clock', { zh: '两边时钟', en: 'clocks of both sides' }, () => clocks(client)),
    ask('kingdee.account', { zh: '数据中心', en: 'account book' }, () => account(client)),
    ask('kingdee.login', { zh: '登录和许可', en: 'login and licence' }, () => loginFinding(client)),
    ask('kingdee.version', { zh: '接口', en: 'calls of the interface' }, () => calls(client)),
    ask('kingdee.organisations', { zh: '组织', en: 'organisations' }, () =>
      found(client, organisations),
    ),
    ...forms.map((form) => formCheck(client, shapes, form)),
    workflowCheck(client, shapes, forms),
    usersCheck(client),
  ];
}

/** An answer of any kind will do: versions that tell no data centres are reached all the same. */
async function reached(client: K3CloudClient): Promise<Finding> {
  await listed(client);
  return fine('有应答', 'it answers');
}

async function clocks(client: K3CloudClient): Promise<Finding> {
  const seconds = Math.round(client.clockSkewMs / 1000);
  if (Math.abs(client.clockSkewMs) <= skewMaxMs) {
    return await Promise.resolve(fine(`相差 ${String(seconds)} 秒`, `${String(seconds)} s apart`));
  }
  return wrong('KINGDEE_CLOCK_OFF', `${String(seconds)} s`);
}

async function account(client: K3CloudClient): Promise<Finding> {
  const centres = await listed(client);
  if (centres.length === 0) return fine('服务器没有列出数据中心', 'the server lists none');
  const own = centres.find(({ acctId }) => acctId === client.acctId);
  if (own !== undefined) return fine(own.name, own.name);
  const names = centres.map(({ acctId, name }) => `${acctId} ${name}`).join(', ');
  return wrong('KINGDEE_ACCOUNT_UNKNOWN', `acctId ${client.acctId}; ${names}`);
}

/** What is refused or not there is no list; what did not answer is a fault. */
async function listed(client: K3CloudClient): ReturnType<K3CloudClient['dataCentres']> {
  try {
    return await client.dataCentres();
  } catch (error) {
    const answered =
      error instanceof HubError && ['KINGDEE_REFUSED', 'KINGDEE_BUSY'].includes(error.code);
    if (answered) return [];
    throw error;
  }
}

async function calls(client: K3CloudClient): Promise<Finding> {
  const lacking: string[] = [];
  for (const method of wantedCalls) if (!(await client.offers(method))) lacking.push(method);
  if (lacking.length > 0) return wrong('KINGDEE_VERSION_OLD', lacking.join(', '));
  return fine('齐全', 'none is missing');
}

async function found(client: K3CloudClient, organisations: readonly string[]): Promise<Finding> {
  if (organisations.length === 0) return fine('没有指定', 'none is named');
  const rows = await client.query({
    form: 'ORG_Organizations',
    fields: ['FNumber', 'FName'],
    filter: isOneOf('FNumber', organisations),
  });
  const there = new Map(rows.map(([number = null, name = null]) => [textOf(number), textOf(name)]));
  const lost = organisations.filter((number) => !there.has(number));
  if (lost.length > 0) return wrong('KINGDEE_ORGANISATION_UNKNOWN', lost.join(', '));
  const names = organisations.map((number) => `${number} ${there.get(number) ?? ''}`).join(', ');
  return fine(names, names);
}
