import type { Finding, Words } from '@hub/source';
import { countOf, type Examined } from './report.js';
import { columnsOf, pad, wrap } from './text-block.js';

export type Language = 'zh' | 'en' | 'both';

export interface Look {
  readonly language: Language;
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
}

type Paint = 'green' | 'red' | 'dim' | 'bold';

const indent = 2;
const markWidth = 2;
/** The column of questions takes no more than this part of the width. */
const asksPart = 0.35;
const codes: Readonly<Record<Paint, readonly [number, number]>> = {
  green: [32, 39],
  red: [31, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** One section as text: a line per check and language, the remedy below what is wrong. Pure. */
export function renderSection({ title, answers }: Examined, look: Look): string {
  const asked = answers.flatMap(({ asks, finding }) =>
    finding === null ? [] : [{ asks, finding }],
  );
  const names = asked.flatMap(({ asks }) => wordsIn(asks, look.language));
  const widest = Math.max(0, ...names.map(columnsOf));
  const asksWidth = Math.min(widest, Math.floor(look.width * asksPart));
  const lines = asked.flatMap((answer) => renderAnswer(answer, asksWidth, look));
  const head = paint(wordsIn(title, look.language).join('  '), 'bold', look);
  return [head, ...lines, ...renderNotAsked(answers.length - asked.length, look)].join('\n');
}

function renderNotAsked(count: number, look: Look): string[] {
  if (count === 0) return [];
  const said = {
    zh: `其余 ${String(count)} 项未检查，请先处理上面的问题`,
    en: `not asked: ${String(count)} more; mend what is above first`,
  };
  return wordsIn(said, look.language).map((text, index) =>
    paint(`${' '.repeat(indent)}${index === 0 ? '–' : ' '} ${text}`, 'dim', look),
  );
}

/** The last line: how many are fine and how many are to be mended. Pure. */
export function renderSummary(sections: readonly Examined[], look: Look): string {
  const { fine, wrong, notAsked: left } = countOf(sections);
  const zh = [
    `${String(fine)} 项正常`,
    ...(wrong === 0 ? [] : [`${String(wrong)} 项需要处理`]),
    ...(left === 0 ? [] : [`${String(left)} 项未检查`]),
  ].join('，');
  const en = [
    `${String(fine)} fine`,
    ...(wrong === 0 ? [] : [`${String(wrong)} to mend`]),
    ...(left === 0 ? [] : [`${String(left)} not asked`]),
  ].join(', ');
  const text = wordsIn({ zh, en }, look.language).join('  ');
  return wrong === 0 ? paint(`✓ ${text}`, 'green', look) : paint(`✗ ${text}`, 'red', look);
}

interface Asked {
  readonly asks: Words;
  readonly finding: Finding;
}

function renderAnswer({ asks, finding }: Asked, asksWidth: number, look: Look): string[] {
  const found = headOf(finding.found);
  const textAt = indent + markWidth + asksWidth + 2;
  const textWidth = Math.max(20, look.width - textAt);
  const names = wordsIn(asks, look.language);
  const texts = wordsIn(found, look.language);
  const lines: string[] = [];
  for (let index = 0; index < Math.max(names.length, texts.length); index += 1) {
    const said = wrap(texts[index] ?? '', textWidth);
    const name = wrap(names[index] ?? '', asksWidth);
    const height = Math.max(said.length, name.length);
    for (let line = 0; line < height; line += 1) {
      const mark = index === 0 && line === 0 ? markOf(finding, look) : ' ';
      const row = `${pad(name[line] ?? '', asksWidth)}  ${said[line] ?? ''}`.trimEnd();
      const quiet = index > 0 && finding.ok;
      lines.push(`${' '.repeat(indent)}${mark} ${quiet ? paint(row, 'dim', look) : row}`);
    }
  }
  for (const text of evidenceOf(finding.found, look.language)) {
    for (const line of wrap(text, textWidth)) {
      lines.push(`${' '.repeat(textAt)}${paint(line, 'dim', look)}`);
    }
  }
  return finding.ok ? lines : [...lines, ...renderRemedy(finding, textAt, look)];
}

function headOf({ zh, en }: Words): Words {
  return { zh: firstLine(zh), en: firstLine(en) };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** What stands below the first line: messages of programs, the same in both languages, so they are shown once. */
function evidenceOf({ zh, en }: Words, language: Language): readonly string[] {
  const texts = wordsIn({ zh, en }, language).map((text) => text.slice(firstLine(text).length + 1));
  return [...new Set(texts)].filter((text) => text !== '');
}

/** The remedy hangs below an arrow, the code of the fault closes it: that is what one searches for. */
function renderRemedy({ remedy, code }: Finding, textAt: number, look: Look): string[] {
  const blank = ' '.repeat(textAt);
  const texts = remedy === null ? [] : wordsIn(remedy, look.language);
  const lines = texts.flatMap((text, index) =>
    wrap(text, Math.max(20, look.width - textAt - 2)).map(
      (line, row) => `${blank}${index === 0 && row === 0 ? '→' : ' '} ${line}`,
    ),
  );
  return code === null ? lines : [...lines, `${blank}  ${paint(code, 'dim', look)}`];
}

function markOf({ ok }: Finding, look: Look): string {
  return ok ? paint('✓', 'green', look) : paint('✗', 'red', look);
}

function wordsIn({ zh, en }: Words, language: Language): readonly string[] {
  switch (language) {
    case 'zh':
      return [zh];
    case 'en':
      return [en];
    case 'both':
      // Names of products and ids are the same in both.
      return zh === en ? [zh] : [zh, en];
  }
}

function paint(text: string, as: Paint, { colour }: Look): string {
  const [on, off] = codes[as];
  return colour ? `\u001b[${String(on)}m${text}\u001b[${String(off)}m` : text;
}
