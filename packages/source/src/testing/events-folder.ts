import { join } from 'node:path';

/** Folder with the mapping of the events that tests send. */
export const eventsFolder = join(import.meta.dirname, '../../src/testing/events');
