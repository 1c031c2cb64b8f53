/**
 * Makes an element. `properties` are attributes, `on` holds listeners, children are nodes or texts.
 * Everything a person or a program sent is put in as text, never as markup.
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    } else if (value === true) {
      made.setAttribute(name, '');
    } else if (value !== false && value !== undefined && value !== null) {
      made.setAttribute(name, String(value));
    }
  }
  made.append(...children.filter((child) => child !== undefined && child !== null));
  return made;
}

const avatarColours = ['#3b82f6', '#10b981', '#f59e0b', '#8b5cf6', '#ef4444', '#0ea5e9', '#14b8a6'];

/** A square with the last two characters of a name, as the chat application draws it. */
export function avatar(name, kind = 'person') {
  if (kind !== 'person') {
    // No emoji: many machines have no font for them.
    const sign = { robot: '助手', group: '群', work: '通知' }[kind];
    return element('span', { class: `avatar avatar-${kind}`, 'aria-hidden': 'true' }, sign);
  }
  const hash = [...name].reduce((sum, character) => sum + character.codePointAt(0), 0);
  const style = `background:${avatarColours[hash % avatarColours.length]}`;
  return element('span', { class: 'avatar', style, 'aria-hidden': 'true' }, name.slice(-2));
}

/** Markdown as chats show it: headings, lists, quotes, bold, links, images left as links. */
export function markdown(text) {
  const lines = text.split(/\r?\n/).map((line) => {
    const heading = /^#{1,6}\s+(.*)$/.exec(line);
    if (heading !== null) return element('div', { class: 'md-heading' }, ...inline(heading[1]));
    const item = /^\s*(?:[-*]|\d+\.)\s+(.*)$/.exec(line);
    if (item !== null) return element('div', { class: 'md-item' }, '• ', ...inline(item[1]));
    const quote = /^>\s?(.*)$/.exec(line);
    if (quote !== null) return element('div', { class: 'md-quote' }, ...inline(quote[1]));
    return element('div', { class: line.trim() === '' ? 'md-gap' : 'md-line' }, ...inline(line));
  });
  return element('div', { class: 'markdown' }, ...lines);
}

function inline(text) {
  const parts = text.split(/(\*\*[^*]+\*\*|!?\[[^\]]*\]\([^)\s]+\))/);
  return parts.map((part) => {
    if (part.startsWith('**') && part.length > 4) return element('b', {}, part.slice(2, -2));
    const linked = /^!?\[([^\]]*)\]\(([^)\s]+)\)$/.exec(part);
    return linked === null ? part : link(linked[1] || linked[2], linked[2]);
  });
}

/** A link; anything but web addresses stays text. */
export function link(label, url) {
  const safe = /^https?:\/\//.test(url);
  return safe ? element('a', { href: url, target: '_blank', rel: 'noreferrer' }, label) : label;
}

/** `14:05` today, otherwise with the date. */
export function clockText(at) {
  const time = new Date(at);
  const today = new Date().toDateString() === time.toDateString();
  const two = (value) => String(value).padStart(2, '0');
  const hours = `${two(time.getHours())}:${two(time.getMinutes())}`;
  return today ? hours : `${time.getMonth() + 1}月${time.getDate()}日 ${hours}`;
}
