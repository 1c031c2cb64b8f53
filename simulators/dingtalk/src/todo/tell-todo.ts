import { emit } from '../organisation/emit.js';
import type { Organisation } from '../organisation/organisation.js';
import type { World } from '../world.js';
import type { Todo } from './todo-book.js';
import { isDone } from './todo-book.js';

/** Notes what happened to a to-do and tells the applications. */
export function tellTodo(
  world: World,
  organisation: Organisation,
  todo: Todo,
  change: 'create' | 'update' | 'delete',
): void {
  const { appKey, corpId, creatorId, executorIds, id, participantIds, sourceId, subject } = todo;
  const unionIdList = [...new Set([creatorId, ...executorIds, ...participantIds])];
  world.journal.append(`todo.${change}d`, {
    corpId,
    taskId: id,
    sourceId,
    subject,
    executorIds,
    done: isDone(todo),
  });
  emit(world, {
    organisation,
    eventType: `todo_task_${change}`,
    data: { unionIdList, bizTag: `todo_open_${appKey}`, taskId: id },
    counted: true,
  });
}
