import type { ApprovalTemplate } from '../approval/approval-template.js';
import type { CardTemplate } from '../cards/template.js';

export interface Department {
  readonly deptId: number;
  name: string;
  parentId: number;
  order: number;
}

export interface Role {
  readonly roleId: number;
  readonly name: string;
  readonly groupId: number;
  readonly groupName: string;
}

/** A person in the directory of one organisation. Absent fields are absent in answers too. */
export interface User {
  readonly userId: string;
  readonly unionId: string;
  name: string;
  mobile: string;
  title?: string;
  jobNumber?: string;
  email?: string;
  /** Address at the organisation's own mail. */
  orgEmail?: string;
  telephone?: string;
  workPlace?: string;
  remark?: string;
  /** JSON text of custom fields. */
  extension?: string;
  /** Milliseconds UTC. */
  hiredDate?: number;
  managerUserId?: string;
  deptIds: number[];
  /** Departments this person leads. */
  leads: number[];
  roleIds: number[];
  active: boolean;
  admin: boolean;
}

/** A group chat, with its custom robot (webhook) and the application robots in it. */
export interface Group {
  readonly openConversationId: string;
  readonly title: string;
  memberIds: string[];
  robotCodes: string[];
  readonly webhookToken: string;
  /** Signing secret of the webhook. */
  readonly secret: string;
  security: WebhookSecurity;
  /** What an administrator did to the custom robot. */
  webhookState?: 'stopped' | 'removed';
  /** A dissolved group is known for ever, and nothing can be sent to it. */
  dissolved?: boolean;
}

/** Which checks the custom robot makes. */
interface WebhookSecurity {
  sign: boolean;
  keywords: readonly string[];
  /** IPv4 addresses and CIDR ranges; empty means any. */
  ips: readonly string[];
}

/** An internal application with its robot. */
export interface App {
  readonly corpId: string;
  readonly name: string;
  readonly appKey: string;
  appSecret: string;
  readonly agentId: number;
  readonly robotCode: string;
  scopes: readonly string[];
  /** Addresses that may call; empty means any. */
  ipWhitelist: readonly string[];
  /** Who is told anything by this application; absent: everybody. Departments include those below them. */
  visibleTo?: { readonly userIds: readonly string[]; readonly deptIds: readonly number[] };
  /** Whether the robot is switched off in the console. */
  robotStopped?: boolean;
  /** Whether the console is set to Stream mode and the application is published. */
  streamMode: boolean;
}

export interface Organisation {
  readonly corpId: string;
  readonly name: string;
  readonly apps: App[];
  readonly departments: Map<number, Department>;
  readonly users: Map<string, User>;
  readonly roles: Map<number, Role>;
  readonly groups: Map<string, Group>;
  readonly templates: Map<string, CardTemplate>;
  /** By process code. */
  readonly approvalTemplates: Map<string, ApprovalTemplate>;
}

export const rootDeptId = 1;

/** Whether `code` names the robot of `app`; some official clients send the application key instead. */
export function isRobotOf(app: App, code: string): boolean {
  return code === app.robotCode || code === app.appKey;
}
