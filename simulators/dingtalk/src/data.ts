import { readFileSync } from 'node:fs';

const folder = new URL('../data/', import.meta.url);

/** Reads a data file of the simulator: what the documents list, kept apart from what the code does with it. */
export function readData<Data>(name: string): Data {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Data;
}
