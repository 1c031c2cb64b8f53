import { readFileSync } from 'node:fs';

const folder = new URL('../data/', import.meta.url);

/** Reads a data file of the simulator: what the documents list, kept apart from what the code does with it. */
export function readData(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}
