import type { AccountSet } from '../database/account-set.js';
import type { Json } from '../protocol/json.js';
import { loginResult, type LoginFailure, type LoginPassed } from './login.js';
import { aspNetSessionId, type Session } from './sessions.js';
import { textOf } from '../text.js';

const zone = {
  OffsetTicks: 288_000_000_000,
  StandardName: '(UTC+08:00)北京，重庆，香港特别行政区，乌鲁木齐',
  Id: 230,
  Number: '1078_SYS',
  CanBeUsed: true,
};

/** The reply to a login that succeeded; a notice is said beside the success. */
export function loginSuccess(session: Session, notice?: LoginPassed['notice']): Json {
  return {
    ...emptyReply(session.lcid),
    Message: notice?.message ?? null,
    MessageCode: notice?.messageCode ?? null,
    LoginResultType: loginResult.success,
    Context: contextOf(session),
    KDSVCSessionId: session.id,
    IsSuccessByAPI: true,
  };
}

/**
 * The reply that wants a form to be shown first, as when the licence is about to end. The session exists and its
 * cookie is set, but the reply does not name it.
 */
export function loginWithForm(session: Session): Json {
  return {
    ...emptyReply(session.lcid),
    Message: '产品许可即将到期',
    LoginResultType: loginResult.dealWithForm,
    Context: contextOf(session),
    FormId: 'BOS_CloudInspection',
    IsSuccessByAPI: true,
  };
}

/** The reply to a login that did not succeed. */
export function loginFailure(failure: LoginFailure, lcid: number): Json {
  return {
    ...emptyReply(lcid),
    Message: failure.message,
    MessageCode: failure.messageCode ?? null,
    LoginResultType: failure.type,
    IsSuccessByAPI: false,
  };
}

/** All keys of the reply in the vendor's order. */
function emptyReply(lcid: number): Record<string, Json> {
  return {
    Message: null,
    MessageCode: null,
    LoginResultType: loginResult.failure,
    Context: null,
    KDSVCSessionId: null,
    FormId: null,
    RedirectFormParam: null,
    FormInputObject: null,
    ErrorStackTrace: null,
    Lcid: lcid,
    AccessToken: null,
    CustomParam: null,
    KdAccessResult: null,
    IsSuccessByAPI: false,
  };
}

function contextOf(session: Session): Json {
  const { account, user } = session;
  return {
    UserLocale: 'zh-CN',
    LogLocale: 'zh-CN',
    DBid: account.acctId,
    DatabaseType: 3,
    SessionId: aspNetSessionId(session.id),
    UseLanguages: [{ LocaleId: 2052, LocaleName: '中文(简体)', Alias: 'CN', LicenseType: 0 }],
    UserId: user.userId,
    UserName: user.userName,
    CustomName: account.company.name,
    DisplayVersion: account.erp.switches.displayVersion,
    DataCenterName: account.company.name,
    UserToken: session.id,
    CurrentOrganizationInfo: organisationOf(session),
    IsCH_ZH_AutoTrans: false,
    ClientType: 32,
    WeiboAuthInfo: {},
    UTimeZone: zone,
    STimeZone: zone,
    GDCID: gdcId(account),
    Gsid: null,
    TRLevel: 0,
    ProductEdition: 0,
    DataCenterNumber: account.company.key,
    ContextResultType: 0,
    TenantId: null,
  };
}

function organisationOf(session: Session): Json {
  const { forms } = session.account.erp;
  const row = session.account.row(forms.get('ORG_Organizations'), session.orgId);
  return {
    ID: session.orgId,
    AcctOrgType: '1',
    Name: textOf(row?.values['FName']),
    FunctionIds: [101, 102, 103, 104, 107, 108, 109, 110, 111, 112],
  };
}

/** Global id of a data centre. */
export function gdcId(account: AccountSet): string {
  return `00000000-0000-0000-0000-${account.acctId.slice(-12)}`;
}
