import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cardVariables } from '@hub/notifier-dingtalk/templates';
import { cardFile } from './card-file.js';

/** Writes the card template and its variables; returns the files. Files of these names are written over. */
export function exportTemplates(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const files = {
    'approval-card.json': JSON.stringify(cardFile()),
    'approval-variables.json': json(cardVariables.map((one) => ({ ...one, type: 'string' }))),
    'approval-variables.md': variablesTable(),
  };
  return Object.entries(files).map(([name, text]) => {
    const file = join(folder, name);
    writeFileSync(file, `${text.trimEnd()}\n`);
    return file;
  });
}

function variablesTable(): string {
  return [
    '# Variables of the approval card',
    '',
    'All are of the type string. Private ones differ from person to person.',
    '',
    '| variable | of | holds | example |',
    '|---|---|---|---|',
    ...cardVariables.map(
      ({ name, private: own, says, example }) =>
        `| \`${name}\` | ${own ? 'private' : 'public'} | ${says} | ${example} |`,
    ),
  ].join('\n');
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
