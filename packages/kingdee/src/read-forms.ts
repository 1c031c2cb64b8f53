import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HubError, readYaml } from '@hub/core';
import type { FormDefinition } from './form.js';
import { formSchema } from './form-schema.js';
import { builtinForms } from './forms/builtin-forms.js';

const filesMax = 200;

/**
 * All forms of a tenant: the built-in ones and those in `forms/` of its folder; a file for a built-in form takes its place.
 *
 * @throws HubError KINGDEE_FORM_FILE
 */
export function formsOf(tenantFolder: string): readonly FormDefinition[] {
  return [...builtinForms, ...readForms(join(tenantFolder, 'forms'))];
}

/**
 * Reads the forms of a folder, one `*.yaml` file each. A folder that is not there holds none.
 *
 * @throws HubError KINGDEE_FORM_FILE naming all faults of a file with their lines, and the remedy
 */
export function readForms(folder: string): readonly FormDefinition[] {
  const files = namesIn(folder).filter((name) => /[.]ya?ml$/.test(name));
  if (files.length > filesMax) {
    throw new HubError(
      'KINGDEE_FORM_FILE',
      `${folder} holds more than ${String(filesMax)} forms; remove those that are not read`,
    );
  }
  const places = new Map<string, string>();
  return files.map((name) => {
    const place = join(folder, name);
    const form = readYaml(formSchema, readFileSync(place, 'utf8'), place, 'KINGDEE_FORM_FILE');
    const other = places.get(form.form);
    if (other !== undefined) {
      throw new HubError(
        'KINGDEE_FORM_FILE',
        `${place}:1: form: ${form.form} is in ${other} as well; keep one of them`,
      );
    }
    places.set(form.form, place);
    return form;
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
