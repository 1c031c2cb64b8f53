import { getDataCenterList } from '../services/account-service.js';
import { attachmentMethods } from '../services/attachment-methods.js';
import { queryAsyncResult } from '../services/async-methods.js';
import { authService } from '../services/auth-service.js';
import { baseDataMethods } from '../services/base-data-methods.js';
import { billMethods } from '../services/bill-methods.js';
import {
  getBudgetBalance,
  getInventoryData,
  getOrganizationAndDepartments,
  getSuperior,
} from '../services/custom-services.js';
import { sendMsg } from '../services/message-methods.js';
import { push } from '../services/push-method.js';
import { queryMethods } from '../services/query-methods.js';
import { quickAuditMethods } from '../services/quick-audit-methods.js';
import { saveMethods } from '../services/save-methods.js';
import { getUserIdByTelNo } from '../services/user-service.js';
import { workflowMethods } from '../services/workflow-methods.js';
import type { Method } from './method.js';

const stubs = 'Kingdee.BOS.WebApi.ServicesStub';

const services: readonly (readonly [service: string, methods: readonly Method[]])[] = [
  [`${stubs}.AuthService`, authService],
  [
    `${stubs}.DynamicFormService`,
    [
      ...queryMethods,
      ...saveMethods,
      ...billMethods,
      push,
      ...workflowMethods,
      ...quickAuditMethods,
      ...baseDataMethods,
      ...attachmentMethods,
      sendMsg,
      queryAsyncResult,
    ],
  ],
  [`${stubs}.UserService`, [getUserIdByTelNo]],
  [`${stubs}.StaffPostService`, [getSuperior]],
  [`${stubs}.OrganizationService`, [getOrganizationAndDepartments]],
  [`${stubs}.MCService`, [getDataCenterList]],
  ['Kingdee.BOS.ServiceFacade.ServicesStub.Account.AccountService', [getDataCenterList]],
  ['Kingdee.K3.SCM.WebApi.ServicesStub.InventoryQueryService', [getInventoryData]],
  ['Kingdee.K3.FIN.BM.App.Core.WebAPI.BudgetWebAPI', [getBudgetBalance]],
];

const byName = new Map(
  services.flatMap(([service, methods]) =>
    methods.map((method) => [`${service}.${method.name}`.toLowerCase(), method] as const),
  ),
);

/**
 * Clients join the base and the method with one slash or two; behind the public gateway the base has another name, and
 * behind a proxy the whole address is the path.
 */
const path = /^(?:https?:\/\/[^/]+)?\/+(?:k3cloud|galaxyapi)\/+(.+)\.common\.kdsvc$/i;

/** The full method name in a request path, without its assembly; undefined when the path is none of the product's. */
export function methodNameOf(requestPath: string): string | undefined {
  const match = path.exec(decodePath(requestPath));
  return match?.[1]?.split(',')[0];
}

/** A method by its full name in any case of letters. */
export function findMethod(fullName: string): Method | undefined {
  return byName.get(fullName.toLowerCase());
}

function decodePath(requestPath: string): string {
  try {
    return decodeURIComponent(requestPath);
  } catch {
    return '';
  }
}
