import { ControlError, type ControlRequest, type ControlRoute } from '@hub/simulator-kit';
import type { Approval } from '../approval/approval-book.js';
import { decide, terminate } from '../approval/approval-flow.js';
import type { ApprovalTemplate } from '../approval/approval-template.js';
import { fillForm } from '../approval/form-values.js';
import { startApproval } from '../approval/start-approval.js';
import type { Organisation } from '../organisation/organisation.js';
import type { World } from '../world.js';
import { requireOrganisation, requirePerson } from './lookup.js';

const templates = '/control/organisations/{corpId}/approval-templates';
const approvals = '/control/organisations/{corpId}/people/{userId}/approvals';
const text = { type: 'string', maxLength: 4096 };

/** Approval templates, and approvals as people start, decide and take them back. */
export function approvalControlRoutes(world: World): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: templates,
      summary: 'The approval templates of an organisation.',
      handle: (request) => ({
        templates: [...requireOrganisation(world, request).approvalTemplates.values()],
      }),
    },
    putTemplate(world),
    start(world),
    decideTask(world),
    {
      method: 'POST',
      path: `${approvals}/{instanceId}/terminate`,
      summary: 'The originator takes an approval back.',
      handle: (request) => {
        const organisation = requireOrganisation(world, request);
        const { userId } = requirePerson(organisation, request);
        const approval = requireRunning(world, organisation, request);
        if (approval.originatorUserId !== userId)
          throw new ControlError(409, 'only the originator takes an approval back');
        terminate(world, approval, userId, '');
        return summary(approval);
      },
    },
  ];
}

function putTemplate(world: World): ControlRoute {
  const object = { type: 'object' };
  return {
    method: 'PUT',
    path: `${templates}/{processCode}`,
    summary: 'Adds or replaces an approval template: components, flow, and whether it is enabled.',
    body: {
      type: 'object',
      required: ['name', 'enabled', 'components', 'flow'],
      additionalProperties: false,
      properties: {
        name: text,
        enabled: { type: 'boolean' },
        components: {
          type: 'array',
          maxItems: 150,
          items: { ...object, required: ['id', 'name', 'componentType'] },
        },
        flow: {
          type: 'array',
          maxItems: 50,
          items: { ...object, required: ['name', 'actionType', 'approvers'] },
        },
        ccRoles: { type: 'array', maxItems: 50, items: text },
      },
    },
    handle: (request) => {
      const { approvalTemplates, corpId } = requireOrganisation(world, request);
      const processCode = request.params['processCode'] ?? '';
      const given = request.body as Omit<ApprovalTemplate, 'processCode' | 'ccRoles'> & {
        readonly ccRoles?: readonly string[];
      };
      const template = { ...given, ccRoles: given.ccRoles ?? [], processCode };
      approvalTemplates.set(processCode, template);
      world.journal.append('template.put', { corpId, processCode, name: template.name });
      return template;
    },
  };
}

function start(world: World): ControlRoute {
  return {
    method: 'POST',
    path: approvals,
    summary:
      'A person starts an approval on the phone, with values by the names of the components.',
    body: {
      type: 'object',
      required: ['processCode', 'form'],
      additionalProperties: false,
      properties: { processCode: text, form: { type: 'object', additionalProperties: text } },
    },
    handle: (request) => {
      const organisation = requireOrganisation(world, request);
      const originator = requirePerson(organisation, request);
      const { form, processCode } = request.body as {
        processCode: string;
        form: Record<string, string>;
      };
      const template = organisation.approvalTemplates.get(processCode);
      if (template === undefined) throw new ControlError(404, `no template ${processCode}`);
      const given = Object.entries(form).map(([name, value]) => ({
        id: undefined,
        name,
        bizAlias: undefined,
        value,
        extValue: undefined,
      }));
      const filled = fillForm(organisation, template, given);
      if ('failed' in filled) throw new ControlError(400, `${filled.failed} does not fit`);
      return summary(
        startApproval(world, {
          organisation,
          template,
          originator,
          deptId: String(originator.deptIds[0] ?? -1),
          form: filled.values,
          approvers: [],
          chosen: new Map(),
          ccList: [],
        }),
      );
    },
  };
}

function decideTask(world: World): ControlRoute {
  return {
    method: 'POST',
    path: `${approvals}/{instanceId}/decide`,
    summary: 'A person agrees or refuses on the phone; the person must have a running task.',
    body: {
      type: 'object',
      required: ['result'],
      additionalProperties: false,
      properties: { result: { enum: ['agree', 'refuse'] }, remark: text },
    },
    handle: (request) => {
      const organisation = requireOrganisation(world, request);
      const { userId } = requirePerson(organisation, request);
      const approval = requireRunning(world, organisation, request);
      const task = approval.tasks.find(
        (each) => each.userId === userId && each.status === 'RUNNING',
      );
      if (task === undefined) throw new ControlError(409, 'this person has nothing to decide here');
      const { remark = '', result } = request.body as {
        result: 'agree' | 'refuse';
        remark?: string;
      };
      decide(world, approval, task, result, remark);
      return summary(approval);
    },
  };
}

function requireRunning(
  world: World,
  { corpId }: Organisation,
  { params }: ControlRequest,
): Approval {
  const approval = world.approvals.find(corpId, params['instanceId'] ?? '');
  if (approval === undefined) throw new ControlError(404, 'no such approval');
  if (approval.status !== 'RUNNING') throw new ControlError(409, 'this approval has ended');
  return approval;
}

function summary({ instanceId, result, status, tasks, title }: Approval): object {
  return { instanceId, title, status, result, tasks };
}
