import { avatar, element, groupAvatar, icon } from './elements.js';
import { words } from './words.js';

/** Everybody by department, and the groups of the person. */
export function drawContacts(organisation, inbox, { onOpen, onPerson }) {
  const { departments, people } = organisation;
  const groups = inbox.conversations.filter(({ kind }) => kind === 'group');
  const groupRows = groups.map(({ conversationId, faces, members, title }) =>
    row(groupAvatar(faces), title, words.people(members), () => onOpen(conversationId)),
  );
  const sections = departments
    .map((department) => ({
      department,
      members: people.filter(({ deptIds }) => deptIds.includes(department.deptId)),
    }))
    .filter(({ members }) => members.length > 0)
    .flatMap(({ department, members }) => [
      element(
        'h3',
        { class: 'contact-head' },
        `${department.name} · ${words.people(members.length)}`,
      ),
      ...members.map(({ name, title, userId }) =>
        row(
          avatar(name),
          name,
          title ?? '',
          userId === inbox.userId ? undefined : () => onPerson(userId),
        ),
      ),
    ]);
  return element(
    'div',
    { class: 'contacts body' },
    element('h3', { class: 'contact-head' }, words.groups),
    ...groupRows,
    ...sections,
  );
}

function row(picture, name, more, onClick) {
  return element(
    'button',
    { type: 'button', class: 'contact', disabled: onClick === undefined, on: { click: onClick } },
    picture,
    element(
      'span',
      { class: 'contact-text' },
      element('span', {}, name),
      element('span', { class: 'chat-row-latest' }, more),
    ),
    onClick === undefined ? undefined : icon('chevron'),
  );
}
