import { gdcId } from '../auth/login-reply.js';
import type { OpenMethod } from '../protocol/method.js';

/** The list of account books, which needs no login. */
export const getDataCenterList: OpenMethod = {
  kind: 'open',
  name: 'GetDataCenterList',
  parameters: [],
  handle: ({ server }) => ({
    ok: true,
    reply: server.accounts.map((account) => ({
      Id: account.acctId,
      Number: account.company.key,
      Name: account.company.name,
      Version: account.erp.switches.displayVersion,
      GDCID: gdcId(account),
      AuthenticationMethods: [{ AuthenticationMethodType: 1, Name: '用户名密码认证' }],
    })),
  }),
};
