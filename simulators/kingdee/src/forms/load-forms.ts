import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Form, fieldTypes, type Field, type FormFile } from './form.js';

const folder = new URL('../../forms/', import.meta.url);

/** All forms of the simulated system, by their id in any case of letters. */
export class Forms {
  readonly all: readonly Form[];
  readonly #byId: ReadonlyMap<string, Form>;

  constructor(files: readonly FormFile[]) {
    this.all = files.map((file) => new Form(file));
    this.#byId = new Map(this.all.map((form) => [form.id.toUpperCase(), form]));
    for (const form of this.all) this.#check(form);
  }

  find(id: string): Form | undefined {
    return this.#byId.get(id.toUpperCase());
  }

  /** A form that the program itself names; it is a mistake in the data files when it is missing. */
  get(id: string): Form {
    const form = this.find(id);
    if (form === undefined) throw new Error(`forms/${id}.json is missing`);
    return form;
  }

  /** Says at start what would otherwise surface as a strange reply. */
  #check(form: Form): void {
    const entryFields = form.entries.flatMap((entry) => entry.fields);
    const fields = [...form.headFields, ...entryFields];
    for (const field of [...fields, ...fields.flatMap(({ flex }) => flex ?? [])]) {
      const problem = this.#problemOf(field);
      if (problem !== undefined) throw new Error(`forms/${form.id}.json, ${field.key}: ${problem}`);
    }
    const roles: Readonly<Record<string, string>> = { ...form.file.roles };
    const named = [
      ...Object.values(roles),
      ...(form.file.postings ?? []).flatMap((posting) => [
        ...Object.values(posting.match),
        ...Object.values({ ...posting.add, ...posting.subtract }),
      ]),
      ...(form.file.calculations ?? []).flatMap((rule) => [rule.set, ...rule.of]),
      ...(form.file.number === undefined ? [] : [form.file.number]),
    ];
    for (const key of named) {
      if (form.find(key) === undefined) {
        throw new Error(`forms/${form.id}.json names ${key}, which is none of its fields`);
      }
    }
  }

  #problemOf(field: Field): string | undefined {
    if (!fieldTypes.includes(field.type)) {
      return `type "${field.type}" is none of ${fieldTypes.join(', ')}`;
    }
    if (field.type !== 'base' || field.formFrom !== undefined) return undefined;
    if (field.form !== undefined && this.find(field.form) !== undefined) return undefined;
    return `refers to form ${field.form ?? '(none named)'}, which has no file`;
  }
}

/** Reads every form in `forms/`, and those in another folder if one is named. A new form is a new file. */
export function loadForms(furtherFolder?: string): Forms {
  const further = furtherFolder === undefined ? [] : [pathToFileURL(join(furtherFolder, '/'))];
  return new Forms([folder, ...further].flatMap(readFolder));
}

function readFolder(from: URL): readonly FormFile[] {
  const names = readdirSync(from).filter((name) => name.endsWith('.json'));
  return names.map((name) => JSON.parse(readFileSync(new URL(name, from), 'utf8')) as FormFile);
}
