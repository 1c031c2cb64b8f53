import { createHash } from 'node:crypto';
import { seedCompanies, type SeedCompany, type SeedPerson } from '@hub/simulator-kit';
import { seedTemplates } from '../approval/approval-template.js';
import { approvalTemplate } from '../cards/approval-template.js';
import type { App, Department, Group, Organisation, Role, User } from './organisation.js';
import { rootDeptId } from './organisation.js';
import { allScopes } from './scopes.js';

const roleGroup = { groupId: 2_100_000_001, groupName: '职务' };
const employedSince = Date.UTC(2021, 2, 1);

/** The two seeded organisations. Ids and secrets are derived from names, so they are the same at every start. */
export function seedOrganisations(): Organisation[] {
  return seedCompanies.map(seedOrganisation);
}

function seedOrganisation(company: SeedCompany, index: number): Organisation {
  const corpId = `dinga1${digest(company.key, 'corp').slice(0, 30)}`;
  const departments = seedDepartments(company);
  const roles = seedRoles(company, index);
  const users = company.people.map((person) => seedUser(company, person, departments, roles));
  const byId = new Map(users.map((user) => [user.userId, user]));
  for (const user of users) setManager(user, users);
  const app = seedApp(company, corpId, index);
  const groups = seedGroups(company, app, users);
  return {
    corpId,
    name: company.name,
    apps: [app],
    departments: new Map([...departments.values()].map((each) => [each.deptId, each])),
    users: byId,
    roles: new Map(roles.map((role) => [role.roleId, role])),
    groups: new Map(groups.map((group) => [group.openConversationId, group])),
    templates: new Map([[approvalTemplate.id, approvalTemplate]]),
    approvalTemplates: seedTemplates(),
  };
}

function seedDepartments(company: SeedCompany): Map<string, Department> {
  const base = 510_000_000 + Number(company.orgNumber) * 1000;
  const root = { deptId: rootDeptId, name: company.name, parentId: 0, order: 0 };
  const found = new Map<string, Department>([['root', root]]);
  company.departments.forEach(({ number, name }, index) => {
    found.set(number, { deptId: base + index + 1, name, parentId: rootDeptId, order: index + 1 });
  });
  // A second level, so that a client that reads only the children of the root is found out.
  const purchasing = found.get('BM01');
  if (purchasing !== undefined) {
    found.set('BM01-1', {
      deptId: base + 101,
      name: '采购一组',
      parentId: purchasing.deptId,
      order: 1,
    });
  }
  return found;
}

function seedRoles(company: SeedCompany, index: number): Role[] {
  const names = [...new Set(company.people.flatMap(({ roles }) => roles))];
  return names.map((name, at) => ({
    roleId: 2_200_000_000 + index * 1000 + at + 1,
    name,
    ...roleGroup,
  }));
}

function seedUser(
  company: SeedCompany,
  person: SeedPerson,
  departments: ReadonlyMap<string, Department>,
  roles: readonly Role[],
): User {
  const deptId = departments.get(person.department)?.deptId ?? rootDeptId;
  const roleIds = roles
    .filter(({ name }) => person.roles.includes(name))
    .map(({ roleId }) => roleId);
  return {
    userId: userIdOf(company, person),
    unionId: `${digest(company.key, person.mobile).slice(0, 22)}iEiE`,
    name: person.name,
    mobile: person.mobile,
    title: person.title,
    jobNumber: person.jobNumber,
    hiredDate: employedSince,
    deptIds: [deptId],
    leads: person.leads === true ? [deptId] : [],
    roleIds,
    active: true,
    admin: false,
  };
}

/**
 * The purchasing manager of every organisation is `manager01`: the same id names different people in two
 * organisations, and a client that forgets the organisation is found out.
 */
function userIdOf(company: SeedCompany, person: SeedPerson): string {
  if (person.department === 'BM01' && person.leads === true) return 'manager01';
  const at = company.people.indexOf(person) + 1;
  const prefix = company.people[0]?.jobNumber.slice(0, 2).toLowerCase() ?? 'u';
  return `${prefix}${String(at).padStart(4, '0')}`;
}

function setManager(user: User, users: readonly User[]): void {
  const manager = users.find(
    ({ userId, leads }) =>
      userId !== user.userId && leads.some((deptId) => user.deptIds.includes(deptId)),
  );
  if (manager !== undefined) user.managerUserId = manager.userId;
}

function seedApp(company: SeedCompany, corpId: string, index: number): App {
  return {
    corpId,
    name: '金蝶审批助手',
    appKey: `ding${digest(company.key, 'app key').slice(0, 16)}`,
    appSecret: digest(company.key, 'app secret'),
    agentId: 4_001_000_001 + index,
    robotCode: `dingrobot${digest(company.key, 'robot').slice(0, 12)}`,
    scopes: allScopes,
    ipWhitelist: [],
    streamMode: true,
  };
}

function seedGroups(company: SeedCompany, app: App, users: readonly User[]): Group[] {
  const everybody = users.map(({ userId }) => userId);
  const leaders = users.filter(({ leads }) => leads.length > 0).map(({ userId }) => userId);
  return [
    { title: `${company.name.slice(0, 2)}采购通知群`, memberIds: everybody },
    { title: `${company.name.slice(0, 2)}管理层`, memberIds: leaders },
  ].map(({ title, memberIds }) => ({
    openConversationId: conversationIdOf(company.key, title),
    title,
    memberIds,
    robotCodes: [app.robotCode],
    webhookToken: digest(company.key, title, 'webhook'),
    secret: `SEC${digest(company.key, title, 'sign')}`,
    security: { sign: true, keywords: [], ips: [] },
  }));
}

/** An id of the shape DingTalk gives to conversations. */
export function conversationIdOf(...parts: readonly string[]): string {
  return `cid${createHash('md5').update(parts.join('/')).digest('base64')}`;
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256')
    .update(['dingtalk', ...parts].join('/'))
    .digest('hex');
}
