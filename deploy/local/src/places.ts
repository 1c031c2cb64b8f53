import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspace = dirname(dirname(fileURLToPath(import.meta.url)));

export const repositoryRoot = dirname(dirname(workspace));

/** Ignored by git: run directories, stand-in images, whatever a run leaves for a person to read. */
export const localDirectory = join(repositoryRoot, '.local');

export const brokerPom = join(workspace, 'kafka', 'pom.xml');

export const brokerLogging = join(workspace, 'kafka', 'log4j2.properties');
