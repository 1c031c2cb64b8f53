import { randomUUID } from 'node:crypto';
import { field } from '../http/field.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import { isDone, rolesIn, type Todo } from '../todo/todo-book.js';
import { tellTodo } from '../todo/tell-todo.js';
import type { World } from '../world.js';
import {
  describeTodo,
  operatorOf,
  readChange,
  readNewTodo,
  requirePathUser,
  requireTodo,
  todoError,
} from './todo-request.js';

const read = { generation: 'api', scope: 'Todo.Todo.Read', counted: true } as const;
const write = { generation: 'api', scope: 'Todo.Todo.Write', counted: true } as const;
const tasks = '/v1.0/todo/users/{unionId}/tasks';
const pageSize = 50;

/** To-dos: create, change, tick off, delete, list. People are named by union id throughout. */
export function todoRoutes(world: World): readonly VendorRoute[] {
  return [
    create(world),
    bySource(world),
    getOne(world),
    update(world),
    executorStatus(world),
    remove(world),
    list(world, 'todo.query', `/v1.0/todo/users/{unionId}/org/tasks/query`),
    list(world, 'todo.queryOrganisation', `/v1.0/todo/users/{unionId}/organizations/tasks/query`),
    list(world, 'todo.list', `${tasks}/list`),
    countTasks(world),
  ];
}

function create(world: World): TokenRoute {
  return {
    ...write,
    name: 'todo.create',
    method: 'POST',
    path: tasks,
    handle: (request) => {
      requirePathUser(request, 'taskCreate');
      operatorOf(request, 'taskCreate');
      const todo = readNewTodo(world, request);
      const known =
        todo.sourceId === '' ? undefined : world.todos.bySource(todo.appKey, todo.sourceId);
      if (known !== undefined) {
        const named = world.settings.todoExistsText === 'with-task-id';
        throw todoError(
          'taskCreate',
          named
            ? `task existed, sourceId is ${todo.sourceId}, taskId is ${known.id}`
            : 'task exist',
        );
      }
      const created = world.todos.create(todo);
      tellTodo(world, request.organisation, created, 'create');
      return { ...describeTodo(created), requestId: randomUUID().toUpperCase() };
    },
  };
}

function bySource(world: World): TokenRoute {
  return {
    ...read,
    name: 'todo.getBySource',
    method: 'GET',
    path: `${tasks}/sources/{sourceId}`,
    handle: (request) => {
      requirePathUser(request, 'taskQuery');
      const todo = world.todos.bySource(request.app.appKey, request.params['sourceId'] ?? '');
      if (todo === undefined) throw todoError('taskQuery', 'task not exist');
      return describeTodo(todo);
    },
  };
}

function getOne(world: World): TokenRoute {
  return {
    ...read,
    name: 'todo.get',
    method: 'GET',
    path: `${tasks}/{taskId}`,
    handle: (request) => {
      requirePathUser(request, 'taskQuery');
      return describeTodo(requireTodo(world, request, 'taskQuery'));
    },
  };
}

function update(world: World): TokenRoute {
  return {
    ...write,
    name: 'todo.update',
    method: 'PUT',
    path: `${tasks}/{taskId}`,
    handle: (request) => {
      const by = operatorOf(request, 'taskUpdate');
      const todo = requireTodo(world, request, 'taskUpdate');
      world.todos.change(todo, readChange(world, request, 'taskUpdate'), by);
      tellTodo(world, request.organisation, todo, 'update');
      return { result: true };
    },
  };
}

function executorStatus(world: World): TokenRoute {
  return {
    ...write,
    name: 'todo.executorStatus',
    method: 'PUT',
    path: `${tasks}/{taskId}/executorStatus`,
    handle: (request) => {
      const by = operatorOf(request, 'taskUpdate');
      const todo = requireTodo(world, request, 'taskUpdate');
      const given = request.body['executorStatusList'];
      const states = (Array.isArray(given) ? given : []) as Record<string, unknown>[];
      if (states.length === 0) throw todoError('taskUpdate', 'executorStatusList is empty');
      for (const state of states) {
        const id = field.text(state, 'id') ?? '';
        if (!todo.executorIds.includes(id)) throw todoError('taskUpdate', 'executor not exist');
      }
      for (const state of states) {
        const id = field.text(state, 'id') ?? '';
        world.todos.markDone(todo, id, field.flag(state, 'isDone'), by);
      }
      tellTodo(world, request.organisation, todo, 'update');
      return { result: true };
    },
  };
}

function remove(world: World): TokenRoute {
  return {
    ...write,
    name: 'todo.delete',
    method: 'DELETE',
    path: `${tasks}/{taskId}`,
    handle: (request) => {
      operatorOf(request, 'taskDelete');
      const todo = requireTodo(world, request, 'taskDelete');
      world.todos.remove(todo);
      tellTodo(world, request.organisation, todo, 'delete');
      return { result: true };
    },
  };
}

function list(world: World, name: string, path: string): TokenRoute {
  return {
    ...read,
    name,
    method: 'POST',
    path,
    handle: (request) => {
      const found = matching(world, request);
      const from = field.integer(request.body, 'nextToken') ?? 0;
      const until = from + pageSize;
      return {
        todoCards: found.slice(from, until).map(describeCard),
        ...(until < found.length ? { nextToken: String(until) } : {}),
      };
    },
  };
}

function countTasks(world: World): TokenRoute {
  return {
    ...read,
    name: 'todo.count',
    method: 'POST',
    path: `${tasks}/count`,
    handle: (request) => ({ result: matching(world, request).length }),
  };
}

/** The to-dos of the person in the path, by state and by role: any of each inner list, all of the outer one. */
function matching(world: World, request: AppRequest): readonly Todo[] {
  const { app, body } = request;
  const { unionId } = requirePathUser(request, 'taskQuery');
  const wanted = body['isDone'] === undefined ? undefined : field.flag(body, 'isDone');
  const roleTypes = (Array.isArray(body['roleTypes']) ? body['roleTypes'] : []) as unknown[];
  const groups = roleTypes.map((group) =>
    Array.isArray(group) ? group.map(String) : [String(group)],
  );
  return world.todos.of(app.corpId, unionId).filter((todo) => {
    const done = rolesIn(todo, unionId).includes('executor')
      ? todo.doneBy.has(unionId)
      : isDone(todo);
    const roles: readonly string[] = rolesIn(todo, unionId);
    return (
      (wanted === undefined || done === wanted) &&
      groups.every((group) => group.some((role) => roles.includes(role)))
    );
  });
}

function describeCard(todo: Todo): Record<string, unknown> {
  const { bizTag, createdTime, creatorId, detailUrl, dueTime, modifiedTime, priority, subject } =
    describeTodo(todo);
  return {
    taskId: todo.id,
    bizTag,
    createdTime,
    creatorId,
    detailUrl,
    dueTime,
    isDone: isDone(todo),
    modifiedTime,
    priority,
    sourceId: todo.sourceId,
    subject,
    todoType: todo.todoType,
  };
}
