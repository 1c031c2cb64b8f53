import { drawCard } from './card.js';
import { avatar, clockText, element, link, markdown } from './elements.js';

const tenMinutes = 600_000;

/** The list of chats, as the first screen of the phone. */
export function drawChatList(inbox, onOpen) {
  const rows = inbox.conversations.map((conversation) => {
    const latest = conversation.messages.at(-1);
    const badge =
      conversation.unread === 0
        ? undefined
        : element('span', { class: 'badge', 'aria-label': '未读' }, String(conversation.unread));
    return element(
      'button',
      {
        type: 'button',
        class: 'chat-row',
        'data-conversation-id': conversation.conversationId,
        on: { click: () => onOpen(conversation.conversationId) },
      },
      avatar(conversation.title, conversation.kind),
      element(
        'span',
        { class: 'chat-row-text' },
        element('span', { class: 'chat-row-title' }, conversation.title),
        element(
          'span',
          { class: 'chat-row-latest' },
          latest === undefined ? '暂无消息' : summary(latest),
        ),
      ),
      element(
        'span',
        { class: 'chat-row-side' },
        element('time', {}, latest === undefined ? '' : clockText(latest.at)),
        badge,
      ),
    );
  });
  return element('div', { class: 'chat-list' }, ...rows);
}

/** One chat: bubbles and cards, oldest on top. */
export function drawMessages(conversation, cardState, onPress) {
  const parts = [];
  let before = 0;
  for (const message of conversation.messages) {
    if (message.at - before > tenMinutes) {
      parts.push(element('time', { class: 'chat-time' }, clockText(message.at)));
    }
    before = message.at;
    parts.push(drawMessage(message, conversation, cardState, onPress));
  }
  if (parts.length === 0) parts.push(element('p', { class: 'chat-empty' }, '还没有消息'));
  return element('div', { class: 'messages', 'aria-live': 'polite' }, ...parts);
}

function drawMessage(message, conversation, cardState, onPress) {
  const { card, fromRobot, mine, sender } = message;
  const content =
    card === undefined
      ? element('div', { class: `bubble bubble-${message.msgtype}` }, drawContent(message))
      : drawCard(card, cardState(card.outTrackId), (actionId) =>
          onPress(card.outTrackId, actionId),
        );
  const name =
    conversation.kind === 'group' && !mine
      ? element('span', { class: 'message-sender' }, sender)
      : undefined;
  return element(
    'div',
    { class: mine ? 'message message-mine' : 'message', 'data-msg-id': message.msgId },
    avatar(sender, fromRobot ? 'robot' : 'person'),
    element('div', { class: 'message-body' }, name, content),
  );
}

function drawContent({ content, msgtype }) {
  switch (msgtype) {
    case 'text':
      return element('span', { class: 'plain' }, String(content.content ?? ''));
    case 'markdown':
      return markdown(String(content.text ?? ''));
    case 'actionCard':
    case 'action_card':
      return drawActionCard(content);
    case 'link':
      return element(
        'div',
        {},
        element('b', {}, String(content.title ?? '')),
        element('div', {}, String(content.text ?? '')),
        link('查看详情', String(content.messageUrl ?? '')),
      );
    case 'oa':
      return drawOa(content);
    default:
      return element('span', { class: 'plain' }, `[${msgtype}]`);
  }
}

function drawActionCard(content) {
  const buttons = Object.keys(content)
    .filter((key) => /title/i.test(key) && key !== 'title')
    .map((key) => {
      const url =
        content[key.replace(/Title/, 'URL')] ?? content[key.replace(/Title/, 'Url')] ?? '';
      return element('div', { class: 'bubble-link' }, link(String(content[key]), String(url)));
    });
  return element(
    'div',
    {},
    element('b', {}, String(content.title ?? '')),
    markdown(String(content.text ?? content.markdown ?? '')),
    ...buttons,
  );
}

function drawOa({ body = {}, head = {} }) {
  const rows = (body.form ?? []).map(({ key, value }) =>
    element('div', {}, element('span', { class: 'oa-key' }, key), value),
  );
  return element(
    'div',
    {},
    element('b', {}, String(body.title ?? head.text ?? '')),
    ...rows,
    element('div', {}, String(body.content ?? '')),
  );
}

function summary({ card, content, msgtype }) {
  if (card !== undefined) {
    const title = card.components.find(({ type }) => type === 'title')?.text ?? '';
    return `[卡片] ${title}`;
  }
  return String(content.content ?? content.title ?? content.text ?? `[${msgtype}]`).slice(0, 40);
}
