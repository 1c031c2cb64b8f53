import { element } from './elements.js';
import { markdown } from './markdown.js';

const statusColours = {
  green: '#10a860',
  red: '#e5484d',
  orange: '#f08c00',
  blue: '#1677ff',
  grey: '#86909c',
  gray: '#86909c',
};

/**
 * Draws a card as the server has filled it in. `state` holds what this phone knows of the card: the text typed into
 * the input, whether a press is on its way, and what went wrong with the last one.
 */
export function drawCard(card, state, onPress) {
  const parts = card.components.map((component) => drawComponent(component, card, state, onPress));
  const failure =
    state.failure === undefined
      ? undefined
      : element('div', { class: 'card-failure', role: 'alert' }, state.failure);
  return element(
    'article',
    { class: 'card', 'data-out-track-id': card.outTrackId },
    ...parts,
    failure,
  );
}

function drawComponent(component, card, state, onPress) {
  switch (component.type) {
    case 'title':
      return element('h3', { class: 'card-title' }, component.text);
    case 'status':
      return drawStatus(component);
    case 'text':
      return element('p', { class: 'card-text' }, component.text);
    case 'markdown':
      return element('div', { class: 'card-text' }, markdown(component.text));
    case 'fields':
      return drawFields(component);
    case 'link':
      return drawLink(component);
    case 'input':
      return drawInput(component, card, state);
    case 'buttons':
      return drawButtons(component, state, onPress);
    default:
      return element('p', { class: 'card-text' }, `未知组件：${component.type}`);
  }
}

function drawStatus({ color, text }) {
  const named = statusColours[color] ?? (/^#[0-9a-f]{3,8}$/i.test(color) ? color : '#1677ff');
  return element(
    'span',
    { class: 'card-status', style: `--status:${named}`, 'data-status': text },
    text,
  );
}

function drawFields({ rows }) {
  const pairs = rows.flatMap(({ label, value }) => [
    element('dt', {}, label),
    element('dd', {}, value),
  ]);
  return element('dl', { class: 'card-fields' }, ...pairs);
}

/** A page that DingTalk would open; `dingtalk://…/page/link` carries its address. */
function drawLink({ text, url }) {
  const wrapped = url.startsWith('dingtalk://dingtalkclient/page/link');
  const address = wrapped ? (window.URL.parse(url)?.searchParams.get('url') ?? '') : url;
  if (!/^https?:\/\//.test(address)) return element('span', { class: 'card-text' }, text);
  const opens = { href: address, target: '_blank', rel: 'noreferrer' };
  return element('a', { class: 'card-link', ...opens }, text);
}

function drawInput({ placeholder }, card, state) {
  return element('textarea', {
    class: 'card-input',
    rows: 2,
    placeholder,
    'aria-label': placeholder,
    'data-key': `input ${card.outTrackId}`,
    on: {
      input: (event) => {
        state.input = event.target.value;
      },
    },
  });
}

function drawButtons({ buttons }, state, onPress) {
  const drawn = buttons.map(({ actionId, label, style }) =>
    element(
      'button',
      {
        type: 'button',
        class: `card-button card-button-${style}`,
        'data-action-id': actionId,
        disabled: state.pressed === true,
        on: { click: () => onPress(actionId) },
      },
      label,
    ),
  );
  return element('div', { class: 'card-buttons' }, ...drawn);
}
