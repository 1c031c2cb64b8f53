import type { Session } from '../auth/sessions.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { Server } from './method.js';

/** Throws when the site's limits do not let this session call now. */
export function admitCall(server: Server, session: Session): void {
  const { account, user } = session;
  const { forbidAdministrator, licensedUsersMax, callsPerMinuteMax } = server.erp.switches;
  const { administratorText, callLimitText } = server.erp.switches;
  if (forbidAdministrator && user.userName === 'Administrator') {
    throw new BusinessError(msgCode.administratorForbidden, administratorText);
  }
  const counted = licensedUsersMax > 0 ? server.sessions.usersOf(account).indexOf(user) : -1;
  if (counted >= licensedUsersMax && counted >= 0) {
    throw new BusinessError(msgCode.licence, '产品许可数量不足，请联系系统管理员');
  }
  if (!account.access.userState(user.userName).licensed) {
    throw new BusinessError(msgCode.licence, `用户“${user.userName}”没有分配许可分组`);
  }
  if (!server.callCounter.take(account.acctId, callsPerMinuteMax)) {
    throw new BusinessError(msgCode.callLimit, callLimitText);
  }
}
