import { now } from './clock.js';
import { words } from './words.js';

/**
 * Makes an element. `properties` are attributes, `on` holds listeners, children are nodes or texts.
 * Everything a person or a program sent is put in as text, never as markup.
 */
export function element(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

function fill(made, properties, children) {
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

export function button(className, label, onClick, properties = {}) {
  return element(
    'button',
    { type: 'button', class: className, ...properties, on: { click: onClick } },
    label,
  );
}

const svg = 'http://www.w3.org/2000/svg';
const paths = {
  chats:
    'M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5z',
  todo: 'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM8 12l3 3 5.5-6',
  calendar:
    'M5 5h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM4 10h16M8 3v4M16 3v4',
  contacts:
    'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-3.800 3.700-6 7.5-6s6.700 2.200 7.5 6z',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20',
  plus: 'M12 5v14M5 12h14',
  back: 'M15 5l-7 7 7 7',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5h4',
  voice: 'M9 9a4 4 0 0 1 0 6M12 6.5a8 8 0 0 1 0 11M6.5 12h.01',
  face: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c1.800 2 5.200 2 7 0M9 9.5h.01M15 9.5h.01',
  chevron: 'M9 5l7 7-7 7',
};

/** A line drawing; no fonts of pictures, which many machines do not have. */
export function icon(name) {
  const drawn = document.createElementNS(svg, 'svg');
  fill(drawn, { viewBox: '0 0 24 24', class: `icon icon-${name}`, 'aria-hidden': 'true' }, []);
  drawn.append(fill(document.createElementNS(svg, 'path'), { d: paths[name] }, []));
  return drawn;
}

const avatarColours = ['#3b82f6', '#1fa97c', '#e8912d', '#8367d8', '#e0574f', '#1f9cc9', '#5b7083'];

function colourOf(name) {
  const hash = [...name].reduce((sum, character) => sum + character.codePointAt(0), 0);
  return avatarColours[hash % avatarColours.length];
}

/** A square with the last two characters of a name, as the chat application draws it. */
export function avatar(name, kind = 'person') {
  if (kind === 'robot') {
    return element('span', { class: 'avatar avatar-robot', 'aria-hidden': 'true' }, words.robotIn);
  }
  if (kind === 'work') {
    const label = words.workPicture;
    return element('span', { class: 'avatar avatar-work', 'aria-hidden': 'true' }, label);
  }
  const style = `background:${colourOf(name)}`;
  return element('span', { class: 'avatar', style, 'aria-hidden': 'true' }, name.slice(-2));
}

/** The picture of a group: up to four of its people. */
export function groupAvatar(faces) {
  const parts = faces.map((name) =>
    element('span', { style: `background:${colourOf(name)}` }, name.slice(-1)),
  );
  return element('span', { class: 'avatar avatar-group', 'aria-hidden': 'true' }, ...parts);
}

export function badge(count) {
  if (count === 0) return undefined;
  const shown = count > 99 ? '99+' : String(count);
  return element('span', { class: 'badge', 'aria-label': `${words.unread} ${count}` }, shown);
}

/** `14:05` today, otherwise with the date. */
export function clockText(at) {
  const time = new Date(at);
  const today = now().toDateString() === time.toDateString();
  return today ? hourText(time) : `${words.day(time)} ${hourText(time)}`;
}

export function hourText(time) {
  const two = (value) => String(value).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}
