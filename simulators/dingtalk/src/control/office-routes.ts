import { ControlError, type ControlRequest, type ControlRoute } from '@hub/simulator-kit';
import type { Approval } from '../approval/approval-book.js';
import { describeEvent } from '../calls/calendar-request.js';
import { describeTodo } from '../calls/todo-request.js';
import type { CalendarEvent, Response } from '../calendar/calendar-book.js';
import { tellEvent } from '../calendar/tell-event.js';
import type { Organisation, User } from '../organisation/organisation.js';
import { tellTodo } from '../todo/tell-todo.js';
import type { World } from '../world.js';
import { requireOrganisation, requirePerson } from './lookup.js';

const person = '/control/organisations/{corpId}/people/{userId}';

/** To-dos, calendar, DINGs and approvals of a person, and what the person does with them. */
export function officeRoutes(world: World): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: `${person}/office`,
      summary: 'The to-dos, calendar entries, DINGs and approvals on the phone of a person.',
      handle: (request) => {
        const organisation = requireOrganisation(world, request);
        return viewOffice(world, organisation, requirePerson(organisation, request));
      },
    },
    tickOff(world),
    answerInvitation(world),
    {
      method: 'POST',
      path: `${person}/dings/{openDingId}/confirm`,
      summary: 'A person confirms a DING.',
      handle: (request) => {
        const organisation = requireOrganisation(world, request);
        const { userId } = requirePerson(organisation, request);
        const ding = world.dings.find(organisation.corpId, request.params['openDingId'] ?? '');
        if (ding?.receiverIds.includes(userId) !== true)
          throw new ControlError(404, 'no such DING');
        ding.confirmedBy.add(userId);
        return { confirmed: true };
      },
    },
  ];
}

function viewOffice(world: World, organisation: Organisation, user: User): object {
  const { corpId } = organisation;
  const { unionId, userId } = user;
  return {
    todos: world.todos.of(corpId, unionId).map((todo) => ({
      ...describeTodo(todo),
      mine: todo.executorIds.includes(unionId),
      doneByMe: todo.doneBy.has(unionId),
    })),
    calendar: world.calendar
      .of(corpId, unionId)
      .map((event) => describeEvent(organisation, event, unionId)),
    dings: world.dings.of(corpId, userId).map((ding) => ({
      openDingId: ding.openDingId,
      content: ding.content,
      remindType: ding.remindType,
      at: ding.at,
      confirmed: ding.confirmedBy.has(userId),
    })),
    approvals: world.approvals
      .list(corpId)
      .filter((each) => concerns(each, userId))
      .map((each) => viewApproval(each, userId))
      .reverse(),
  };
}

function viewApproval(approval: Approval, userId: string): object {
  const { businessId, createdAt, form, instanceId, result, status, title } = approval;
  const task = approval.tasks.find((each) => each.userId === userId && each.status === 'RUNNING');
  return {
    instanceId,
    title,
    businessId,
    status,
    result,
    createdAt,
    fields: form.map(({ name, value }) => ({ label: name, value })),
    mine: approval.originatorUserId === userId,
    taskId: task?.taskId ?? null,
  };
}

function concerns({ ccUserIds, originatorUserId, tasks }: Approval, userId: string): boolean {
  const people = [originatorUserId, ...ccUserIds, ...tasks.map((task) => task.userId)];
  return people.includes(userId);
}

function tickOff(world: World): ControlRoute {
  return {
    method: 'PUT',
    path: `${person}/todos/{taskId}`,
    summary:
      'A person ticks a to-do off; one with a detailUrl is ticked off only by its application.',
    body: {
      type: 'object',
      required: ['done'],
      additionalProperties: false,
      properties: { done: { type: 'boolean' } },
    },
    handle: (request) => {
      const organisation = requireOrganisation(world, request);
      const { unionId } = requirePerson(organisation, request);
      const todo = world.todos.find(organisation.corpId, request.params['taskId'] ?? '');
      if (todo?.executorIds.includes(unionId) !== true)
        throw new ControlError(404, 'no such to-do');
      if (todo.detailUrl !== undefined)
        throw new ControlError(409, 'this to-do is done in the system of its detailUrl');
      world.todos.markDone(todo, unionId, (request.body as { done: boolean }).done, unionId);
      tellTodo(world, organisation, todo, 'update');
      return describeTodo(todo);
    },
  };
}

function answerInvitation(world: World): ControlRoute {
  return {
    method: 'PUT',
    path: `${person}/calendar/{eventId}/response`,
    summary: 'A person accepts or declines an invitation.',
    body: {
      type: 'object',
      required: ['response'],
      additionalProperties: false,
      properties: { response: { enum: ['accepted', 'declined', 'tentative'] } },
    },
    handle: (request) => {
      const organisation = requireOrganisation(world, request);
      const { unionId } = requirePerson(organisation, request);
      const event = requireEvent(world, organisation, request);
      const attendee = event.attendees.find((each) => each.unionId === unionId);
      if (attendee === undefined) throw new ControlError(404, 'not invited');
      attendee.response = (request.body as { response: Response }).response;
      tellEvent(world, organisation, event, 'responded', unionId);
      return describeEvent(organisation, event, unionId);
    },
  };
}

function requireEvent(
  world: World,
  { corpId }: Organisation,
  { params }: ControlRequest,
): CalendarEvent {
  const event = world.calendar.find(corpId, params['eventId'] ?? '');
  if (event === undefined) throw new ControlError(404, 'no such calendar entry');
  return event;
}
