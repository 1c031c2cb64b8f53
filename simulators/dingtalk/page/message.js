import { element, icon } from './elements.js';
import { link, markdown } from './markdown.js';
import { words } from './words.js';

/** What a message that is no card looks like, by its type. */
export function drawContent({ content, msgtype }) {
  switch (msgtype) {
    case 'text':
      return element('span', { class: 'plain' }, String(content.content ?? ''));
    case 'richText':
      return element('span', { class: 'plain' }, richText(content));
    case 'markdown':
      return markdown(String(content.text ?? ''));
    case 'actionCard':
    case 'action_card':
      return drawActionCard(content);
    case 'link':
      return drawLink(content);
    case 'feedCard':
      return element('div', {}, ...(content.links ?? []).map(drawFeed));
    case 'oa':
      return drawOa(content);
    case 'audio':
    case 'voice':
      return element('span', { class: 'voice' }, icon('voice'), seconds(content.duration));
    case 'file':
      return element(
        'span',
        { class: 'file' },
        element('span', { class: 'file-type' }, String(content.fileType ?? words.kinds.file)),
        String(content.fileName ?? content.media_id ?? words.kinds.file),
      );
    default:
      return element('span', { class: 'picture' }, words.kinds[msgtype] ?? msgtype);
  }
}

/** One line for the list of chats. */
export function summary({ card, content, msgtype }) {
  if (card !== undefined) {
    const title = card.components.find(({ type }) => type === 'title')?.text ?? '';
    return `${words.cardIn}${title}`;
  }
  const kind = words.kinds[msgtype];
  if (msgtype === 'richText') return richText(content).slice(0, 40);
  const text = content.content ?? content.title ?? content.text ?? content.body?.title;
  return String(text ?? content.head?.text ?? `[${kind ?? msgtype}]`).slice(0, 40);
}

/** Whether a message fills the width instead of sitting in a bubble. */
export function isWide({ msgtype }) {
  return ['actionCard', 'action_card', 'oa', 'link', 'feedCard'].includes(msgtype);
}

/** Words and pictures in turn, as a person mixes them. */
function richText({ richText: parts = [] }) {
  return parts.map(({ text }) => text ?? `[${words.kinds.picture}]`).join('');
}

function seconds(duration) {
  const value = Number(duration ?? 0);
  return `${Math.round(value > 1000 ? value / 1000 : value)}″`;
}

/** Buttons come as a list (webhook), as pairs of numbered fields (robot), or alone. */
function drawActionCard(content) {
  const listed = (content.btns ?? content.btn_json_list ?? []).map((each) => [
    each.title,
    each.actionURL ?? each.action_url,
  ]);
  const numbered = Object.keys(content)
    .filter((key) => /^(single|action|button)_?title\d*$/i.test(key))
    .map((key) => [content[key], urlBeside(content, key)]);
  const across = (content.btnOrientation ?? content.btn_orientation) === '1';
  const buttons = [...listed, ...numbered].map(([title, url]) =>
    element('div', { class: 'bubble-link' }, link(String(title), String(url ?? ''))),
  );
  // The title stands in the list of chats and in notifications, not in the message.
  const text = String(content.text ?? content.markdown ?? '');
  return element(
    'div',
    {},
    markdown(text === '' ? String(content.title ?? '') : text),
    element(
      'div',
      { class: across ? 'bubble-links bubble-links-across' : 'bubble-links' },
      ...buttons,
    ),
  );
}

function urlBeside(content, key) {
  const names = ['URL', 'Url', 'url'].map((word) => key.replace(/title/i, word));
  return names.map((name) => content[name]).find((url) => url !== undefined);
}

function drawLink({ messageUrl, text, title }) {
  return element(
    'div',
    {},
    element('b', { class: 'bubble-title' }, String(title ?? '')),
    element('div', { class: 'bubble-words' }, String(text ?? '')),
    element('div', { class: 'bubble-link' }, link(words.details, String(messageUrl ?? ''))),
  );
}

function drawFeed({ messageURL, title }) {
  return element('div', { class: 'bubble-link' }, link(String(title), String(messageURL ?? '')));
}

function drawOa({ body = {}, head = {}, message_url: url = '', status_bar: status }) {
  const rows = (body.form ?? []).flatMap(({ key, value }) => [
    element('dt', {}, key),
    element('dd', {}, value),
  ]);
  const rich = body.rich;
  return element(
    'div',
    { class: 'oa' },
    element(
      'div',
      { class: 'oa-head', style: colour('background', head.bgcolor) },
      head.text ?? '',
    ),
    element('b', { class: 'bubble-title' }, String(body.title ?? '')),
    status &&
      element(
        'span',
        { class: 'oa-status', style: colour('color', status.status_bg) },
        status.status_value,
      ),
    element('dl', { class: 'card-fields' }, ...rows),
    rich &&
      element('div', { class: 'oa-rich' }, String(rich.num ?? ''), ' ', String(rich.unit ?? '')),
    element('div', { class: 'bubble-words' }, String(body.content ?? '')),
    element(
      'div',
      { class: 'oa-foot' },
      element('span', {}, String(body.author ?? '')),
      link(words.details, url),
    ),
  );
}

/** Colours come as `FFBBBBBB` or `0xFF78C06E`: opacity first. */
function colour(property, text) {
  const match = /^(?:0x)?[0-9a-f]{2}([0-9a-f]{6})$/i.exec(String(text ?? ''));
  return match === null ? undefined : `${property}:#${match[1]}`;
}
