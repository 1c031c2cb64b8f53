import { getDataCenterList } from '../services/account-service.js';
import { authService } from '../services/auth-service.js';
import { queryMethods } from '../services/query-methods.js';
import { getUserIdByTelNo } from '../services/user-service.js';
import { workflowMethods } from '../services/workflow-methods.js';
import { saveMethods } from '../services/save-methods.js';
import { billMethods } from '../services/bill-methods.js';
import { push } from '../services/push-method.js';
import type { Method } from './method.js';

const services: readonly (readonly [service: string, methods: readonly Method[]])[] = [
  ['Kingdee.BOS.WebApi.ServicesStub.AuthService', authService],
  [
    'Kingdee.BOS.WebApi.ServicesStub.DynamicFormService',
    [...queryMethods, ...saveMethods, ...billMethods, push, ...workflowMethods],
  ],
  ['Kingdee.BOS.WebApi.ServicesStub.UserService', [getUserIdByTelNo]],
  ['Kingdee.BOS.WebApi.ServicesStub.MCService', [getDataCenterList]],
  ['Kingdee.BOS.ServiceFacade.ServicesStub.Account.AccountService', [getDataCenterList]],
];

const byName = new Map(
  services.flatMap(([service, methods]) =>
    methods.map((method) => [`${service}.${method.name}`.toLowerCase(), method] as const),
  ),
);

const path = /^\/k3cloud\/(.+)\.common\.kdsvc$/i;

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
