import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Moves a folder that was filled aside to its place in one step, so that half of it is never taken for the whole. */
export async function moveInto(aside: string, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  try {
    await rename(aside, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
    // Another start beside this one was faster; what it put there is the same.
    await rm(aside, { recursive: true, force: true });
  }
}
