import { button, clockText, element, icon } from './elements.js';
import { words } from './words.js';

/** The DINGs of a person, each with a button that confirms it. */
export function drawDings(dings, { onBack, onConfirm }) {
  const rows = dings.map(({ at, confirmed, content, openDingId, remindType }) =>
    element(
      'article',
      { class: 'card ding', 'data-ding-id': openDingId },
      element(
        'span',
        { class: 'ding-kind' },
        icon('bell'),
        ` DING · ${words.dingFrom[remindType]}`,
      ),
      element('p', { class: 'card-text plain' }, content),
      element('time', { class: 'approval-time' }, clockText(at)),
      confirmed
        ? element('span', { class: 'receipt' }, words.confirmed)
        : element(
            'div',
            { class: 'card-buttons' },
            button('card-button card-button-primary', words.confirm, () => onConfirm(openDingId)),
          ),
    ),
  );
  return [
    element(
      'header',
      { class: 'top top-chat' },
      button('back', icon('back'), onBack, { 'aria-label': words.back }),
      element('h2', {}, words.ding),
    ),
    element('div', { class: 'todo-list body' }, ...rows),
  ];
}
