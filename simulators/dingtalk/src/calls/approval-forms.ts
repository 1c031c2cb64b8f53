import { randomUUID } from 'node:crypto';
import type { ApprovalTemplate, FormComponent } from '../approval/approval-template.js';
import { field } from '../http/field.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import { objectsOf, refuse, requirePerson, requireTemplate } from './approval-request.js';
import type { World } from '../world.js';

const read = {
  generation: 'api',
  scope: 'Workflow.Form.Read',
  counted: true,
  method: 'GET',
} as const;

/** Approval forms: what there is, what is on them, and a new one. */
export function approvalFormRoutes(world: World): readonly VendorRoute[] {
  return [
    {
      ...read,
      name: 'approval.schema',
      path: '/v1.0/workflow/forms/schemas/processCodes',
      handle: (request) => ({ result: describeSchema(requireCode(request)) }),
    },
    {
      ...read,
      name: 'approval.codeByName',
      path: '/v1.0/workflow/processCentres/schemaNames/processCodes',
      handle: ({ organisation, query }) => {
        const template = [...organisation.approvalTemplates.values()].find(
          ({ name }) => name === query['name'],
        );
        if (template === undefined) throw refuse('processCodeError', '获取审批模板失败');
        return { result: { processCode: template.processCode, gmtModified: '2026-01-05T09:00Z' } };
      },
    },
    {
      ...read,
      name: 'approval.visibleTemplates',
      path: '/v1.0/workflow/processes/userVisibilities/templates',
      handle: (request) => {
        const userId = field.text(request.query, 'userId');
        if (userId !== undefined) requirePerson(request, userId);
        const processList = [...request.organisation.approvalTemplates.values()]
          .filter(({ enabled }) => enabled)
          .map(({ name, processCode }) => ({ name, processCode, iconUrl: '', url: '' }));
        return { result: { processList } };
      },
    },
    createForm(world),
  ];
}

function createForm(world: World): TokenRoute {
  return {
    generation: 'api',
    scope: 'Workflow.Form.Write',
    counted: true,
    name: 'approval.createForm',
    method: 'POST',
    path: '/v1.0/workflow/forms',
    handle: ({ app, body, organisation }) => {
      const name = field.text(body, 'name');
      const components = objectsOf(body, 'formComponents').map(readComponent);
      if (name === undefined || components.length === 0)
        throw refuse('invalidParameter', '创建审批表单模板参数错误');
      const given = field.text(body, 'processCode');
      const known = given === undefined ? undefined : organisation.approvalTemplates.get(given);
      if (given !== undefined && known === undefined)
        throw refuse('processCodeError', '获取审批模板失败或者模板已被删除');
      const processCode = given ?? `PROC-${randomUUID().toUpperCase()}`;
      const kept = known ?? { enabled: true, flow: [], ccRoles: [] };
      organisation.approvalTemplates.set(processCode, { ...kept, processCode, name, components });
      world.journal.append('template.put', { corpId: app.corpId, processCode, name });
      return { result: { processCode } };
    },
  };
}

function requireCode(request: AppRequest): ApprovalTemplate {
  return requireTemplate(request, field.text(request.query, 'processCode') ?? '');
}

function readComponent(given: Readonly<Record<string, unknown>>): FormComponent {
  const props = field.object(given, 'props') ?? {};
  const componentType = field.text(given, 'componentType') ?? 'TextField';
  const bizAlias = field.text(props, 'bizAlias');
  const children = objectsOf(given, 'children').map(readComponent);
  return {
    id: field.text(props, 'componentId') ?? `${componentType}-${randomUUID().slice(0, 8)}`,
    name: field.text(props, 'label') ?? '',
    componentType,
    required: field.flag(props, 'required'),
    options: objectsOf(props, 'options').map((each) => field.text(each, 'value') ?? ''),
    ...(bizAlias === undefined ? {} : { bizAlias }),
    ...(children.length === 0 ? {} : { children }),
  };
}

function describeSchema({ components, enabled, name, processCode }: ApprovalTemplate): object {
  return {
    name,
    formCode: processCode,
    status: enabled ? 'PUBLISHED' : 'INVALID',
    schemaContent: { title: name, icon: 'common', items: components.map(describeComponent) },
  };
}

function describeComponent(component: FormComponent): object {
  const { bizAlias, children = [], componentType, id, name, options = [], required } = component;
  return {
    componentName: componentType,
    props: {
      id,
      label: name,
      required: required === true,
      ...(bizAlias === undefined ? {} : { bizAlias }),
      ...(options.length === 0 ? {} : { options: options.map((value) => ({ key: value, value })) }),
    },
    ...(children.length === 0 ? {} : { children: children.map(describeComponent) }),
  };
}
