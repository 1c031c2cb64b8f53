import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from '../print.js';
import { root } from '../root.js';
import { doctor } from './doctor.js';
import { findEnvironment } from './environment-file.js';
import type { Language, Look } from './render.js';

const languages: readonly string[] = ['zh', 'en', 'both'] satisfies readonly Language[];
/** Wider lines are not read easily. */
const widthMax = 110;
const widthDefault = 100;

/** `hub doctor`; returns the exit code, 2 for arguments that make no sense. */
export async function runDoctor(
  args: readonly string[],
  own: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tenant: { type: 'string' },
      json: { type: 'boolean', default: false },
      lang: { type: 'string', default: 'both' },
    },
  });
  if (!languages.includes(values.lang)) {
    print(`--lang ${values.lang}: use zh, en or both`);
    return 2;
  }
  const { env, file } = findEnvironment(own, join(root, '.local/runs'));
  return doctor({
    ...{ env, print, json: values.json },
    environmentFile: file,
    tenant: values.tenant ?? null,
    look: lookOf(process.stdout, values.lang as Language, own),
  });
}

function lookOf(
  { isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number },
  language: Language,
  { NO_COLOR }: Readonly<Record<string, string | undefined>>,
): Look {
  return {
    language,
    width: Math.min(widthMax, columns ?? widthDefault),
    colour: isTTY === true && (NO_COLOR ?? '') === '',
  };
}
