import { element } from './elements.js';

/** Markdown as chats show it: headings, lists, quotes, bold, colours, links; pictures are left as links. */
export function markdown(text) {
  const lines = text.split(/\r?\n|<br\s*\/?>/).map((line) => {
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
  const parts = text.split(
    /(\*\*[^*]+\*\*|!?\[[^\]]*\]\([^)\s]+\)|<font color="?#?\w+"?>[^<]*<\/font>)/,
  );
  return parts.map((part) => {
    if (part.startsWith('**') && part.length > 4) return element('b', {}, part.slice(2, -2));
    const coloured = /^<font color="?(#?\w+)"?>([^<]*)<\/font>$/.exec(part);
    if (coloured !== null) return element('span', { style: `color:${coloured[1]}` }, coloured[2]);
    const linked = /^!?\[([^\]]*)\]\(([^)\s]+)\)$/.exec(part);
    return linked === null ? part : link(linked[1] || linked[2], linked[2]);
  });
}

/** A link; anything but web addresses stays text. */
export function link(label, url) {
  const safe = /^https?:\/\//.test(url);
  return safe ? element('a', { href: url, target: '_blank', rel: 'noreferrer' }, label) : label;
}
