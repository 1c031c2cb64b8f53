import { now } from './clock.js';
import { button, clockText, element } from './elements.js';
import { words } from './words.js';

/** To-dos and approvals: what a person has to do. */
export function drawTodos(office, kind, { onKind, onTick, onDecide }) {
  const open = { todo: openTodos(office), approval: openApprovals(office) };
  const tabs = Object.entries(words.todoKinds).map(([each, label]) =>
    button(
      each === kind ? 'segment segment-on' : 'segment',
      open[each] === 0 ? label : `${label} ${String(open[each])}`,
      () => onKind(each),
      { 'aria-pressed': String(each === kind), 'data-segment': each },
    ),
  );
  const rows =
    kind === 'todo'
      ? office.todos.map((todo) => drawTodo(todo, onTick))
      : office.approvals.map((approval) => drawApproval(approval, onDecide));
  const empty = kind === 'todo' ? words.nothingToDo : words.noApproval;
  const body = rows.length === 0 ? [element('p', { class: 'chat-empty' }, empty)] : rows;
  return [
    element('div', { class: 'segments' }, ...tabs),
    element('div', { class: 'todo-list body' }, ...body),
  ];
}

export function openTodos({ todos }) {
  return todos.filter(({ doneByMe, mine }) => mine && !doneByMe).length;
}

export function openApprovals({ approvals }) {
  return approvals.filter(({ taskId }) => taskId !== null).length;
}

function drawTodo(todo, onTick) {
  const { description, detailUrl, done, doneByMe, dueTime, id, mine, priority, subject } = todo;
  const finished = done || doneByMe;
  const tick = element('input', {
    type: 'checkbox',
    class: 'tick',
    checked: finished,
    disabled: !mine || detailUrl !== undefined,
    title: detailUrl === undefined ? undefined : words.inOtherSystem,
    'aria-label': words.tick(subject),
    on: { change: () => onTick(id, !finished) },
  });
  const late = dueTime !== undefined && dueTime < now().getTime() && !finished;
  const due =
    dueTime === undefined
      ? undefined
      : element(
          'span',
          { class: late ? 'todo-due todo-late' : 'todo-due' },
          `${late ? words.overdue : words.due} ${clockText(dueTime)}`,
        );
  const urgent = words.priority[priority];
  return element(
    'div',
    { class: finished ? 'todo todo-done' : 'todo', 'data-todo-id': id },
    tick,
    element(
      'div',
      { class: 'todo-text' },
      element('span', { class: 'todo-subject' }, subject),
      description === undefined ? undefined : element('span', { class: 'todo-more' }, description),
      element(
        'span',
        { class: 'todo-tags' },
        urgent === undefined ? undefined : element('span', { class: 'todo-urgent' }, urgent),
        due,
        finished ? element('span', { class: 'todo-due' }, words.done) : undefined,
      ),
    ),
  );
}

function drawApproval(approval, onDecide) {
  const { createdAt, fields, instanceId, mine, result, status, taskId, title } = approval;
  const state = status === 'COMPLETED' ? result : status;
  const rows = fields
    .slice(0, 4)
    .flatMap(({ label, value }) => [element('dt', {}, label), element('dd', {}, value)]);
  const press = (decision, className, label) =>
    button(`card-button ${className}`, label, () => onDecide(instanceId, decision), {
      'data-decision': decision,
    });
  return element(
    'article',
    { class: 'card approval', 'data-approval-id': instanceId },
    element('h3', { class: 'card-title' }, title),
    element(
      'span',
      { class: `approval-state approval-${state}` },
      words.approvalStates[state] ?? state,
    ),
    mine ? element('span', { class: 'approval-mine' }, words.mine) : undefined,
    element('dl', { class: 'card-fields' }, ...rows),
    element('time', { class: 'approval-time' }, clockText(createdAt)),
    taskId === null
      ? undefined
      : element(
          'div',
          { class: 'card-buttons' },
          press('refuse', 'card-button-danger', words.refuse),
          press('agree', 'card-button-primary', words.agree),
        ),
  );
}
