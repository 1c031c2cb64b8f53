import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { print } from '../print.js';
import { root } from '../root.js';
import { readSpans } from './span.js';
import { storyOf } from './story.js';
import { drawTree } from './tree.js';

/** Draws the traces of a bill of the newest run. Returns the exit code. */
export function printTrace(number: string): number {
  const runs = join(root, '.local/runs');
  const newest = existsSync(runs) ? readdirSync(runs).toSorted().at(-1) : undefined;
  if (newest === undefined) {
    print('nothing has been run here yet: start with `npm start -- --demo`');
    return 1;
  }
  const story = storyOf(readSpans(join(runs, newest, 'traces')), number);
  if (story.length === 0) {
    print(
      `no trace of the last run (${newest}) mentions ${number}; the timeline shows the numbers there are`,
    );
    return 1;
  }
  for (const line of drawTree(story)) print(line);
  return 0;
}
