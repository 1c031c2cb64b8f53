import { drawCard } from './card.js';
import { avatar, badge, button, clockText, element, groupAvatar, icon } from './elements.js';
import { drawContent, isWide, summary } from './message.js';
import { words } from './words.js';

const tenMinutes = 600_000;

/** The list of chats, as the first screen of the phone; DINGs stand above it. */
export function drawChatList({ conversations }, dings, { onOpen, onDings }) {
  const waiting = dings.filter(({ confirmed }) => !confirmed).length;
  const ding =
    dings.length === 0
      ? undefined
      : element(
          'button',
          { type: 'button', class: 'chat-row', 'data-dings': true, on: { click: onDings } },
          element('span', { class: 'avatar avatar-ding', 'aria-hidden': 'true' }, icon('bell')),
          rowText(words.ding, dings[0].content),
          rowSide(dings[0].at, waiting),
        );
  const rows = conversations.map((conversation) => {
    const { conversationId, kind, messages, title, unread } = conversation;
    const latest = messages.at(-1);
    return element(
      'button',
      {
        type: 'button',
        class: 'chat-row',
        'data-conversation-id': conversationId,
        on: { click: () => onOpen(conversationId) },
      },
      pictureOf(conversation),
      rowText(
        title,
        latest === undefined ? words.noMessage : latestText(conversation, latest),
        kind,
      ),
      rowSide(latest?.at, unread),
    );
  });
  return element('div', { class: 'chat-list body' }, ding, ...rows);
}

function pictureOf({ faces, kind, title }) {
  if (kind === 'group') return groupAvatar(faces);
  return avatar(title, kind === 'single' ? 'person' : kind);
}

function latestText({ kind }, latest) {
  const from = kind === 'group' && !latest.mine ? `${latest.sender}：` : '';
  return `${from}${summary(latest)}`;
}

function rowText(title, latest, kind) {
  const tag =
    kind === 'robot' ? element('span', { class: 'chat-row-tag' }, words.robot) : undefined;
  return element(
    'span',
    { class: 'chat-row-text' },
    element('span', { class: 'chat-row-title' }, element('span', {}, title), tag),
    element('span', { class: 'chat-row-latest' }, latest),
  );
}

function rowSide(at, unread) {
  const time = element('time', {}, at === undefined ? '' : clockText(at));
  return element('span', { class: 'chat-row-side' }, time, badge(unread));
}

/** One chat: cards on top, then bubbles and cards, oldest first. */
export function drawMessages(conversation, cardState, onPress) {
  const drawn = (card) =>
    drawCard(card, cardState(card.outTrackId), (actionId) => onPress(card.outTrackId, actionId));
  const parts = [];
  let before = 0;
  for (const message of conversation.messages) {
    if (message.at - before > tenMinutes) {
      parts.push(element('time', { class: 'chat-time' }, clockText(message.at)));
    }
    before = message.at;
    parts.push(drawMessage(message, conversation, drawn));
  }
  if (parts.length === 0) parts.push(element('p', { class: 'chat-empty' }, words.nothingSaid));
  const top = conversation.top.map(drawn);
  return [
    top.length === 0 ? undefined : element('div', { class: 'chat-top' }, ...top),
    element('div', { class: 'messages', 'aria-live': 'polite' }, ...parts),
  ];
}

function drawMessage(message, conversation, drawn) {
  const { card, fromRobot, mine, sender } = message;
  const shape = isWide(message) ? 'bubble bubble-wide' : 'bubble';
  const content =
    card === undefined
      ? element('div', { class: `${shape} bubble-${message.msgtype}` }, drawContent(message))
      : drawn(card);
  const inGroup = conversation.kind === 'group' && !mine;
  const tag = fromRobot ? element('span', { class: 'message-tag' }, words.robot) : undefined;
  const name = inGroup ? element('span', { class: 'message-sender' }, sender, tag) : undefined;
  const read = mine && conversation.kind !== 'robot' ? drawRead(message, conversation) : undefined;
  const picture = conversation.kind === 'work' ? 'work' : fromRobot ? 'robot' : 'person';
  return element(
    'div',
    { class: mine ? 'message message-mine' : 'message', 'data-msg-id': message.msgId },
    avatar(sender, picture),
    element('div', { class: 'message-body' }, name, content, read),
  );
}

/** Who writes sees who has read it. */
function drawRead({ unreadBy }, { kind }) {
  const text =
    unreadBy === 0
      ? kind === 'group'
        ? words.allRead
        : words.read
      : kind === 'group'
        ? words.unreadBy(unreadBy)
        : words.unread;
  return element('span', { class: unreadBy === 0 ? 'receipt' : 'receipt receipt-open' }, text);
}

/** The bar above a chat: back, name, how many people. */
export function drawChatTop({ kind, members, title }, onBack) {
  const shown = kind === 'group' ? `${title}(${members})` : title;
  return element(
    'header',
    { class: 'top top-chat' },
    button('back', icon('back'), onBack, { 'aria-label': words.back }),
    element('h2', {}, shown),
    kind === 'robot' ? element('span', { class: 'top-tag' }, words.robot) : undefined,
  );
}

/** The line to type into. */
export function drawComposer({ kind }, draft, onInput, onSend) {
  const field = element('input', {
    class: 'composer-text',
    type: 'text',
    maxlength: 5000,
    placeholder: kind === 'group' ? words.sayInGroup : words.say,
    'aria-label': words.say,
    'data-key': 'composer',
    on: { input: () => onInput(field.value) },
  });
  field.value = draft;
  const submit = (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text !== '') void onSend(text);
  };
  return element(
    'form',
    { class: 'composer', on: { submit } },
    icon('voice'),
    field,
    icon('face'),
    element('button', { type: 'submit', class: 'composer-send' }, words.send),
  );
}
