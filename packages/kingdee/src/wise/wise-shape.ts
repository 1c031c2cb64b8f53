import { HubError } from '@hub/core';
import { shapeOf, type FormShape } from '../form-shape.js';
import type { WiseClient } from './wise-client.js';
import { made, type WiseForm, type WiseStatus } from './wise-form.js';

/** A form as the server at hand has it. */
export interface WiseShape {
  readonly form: WiseForm;
  readonly shape: FormShape;
  /** What a list is asked for. */
  readonly asked: readonly string[];
}

const madeKeys: readonly string[] = Object.values(made);

/** Asks the server once for the fields of each form; a failure is not remembered. */
export class WiseShapes {
  readonly #client: WiseClient;
  readonly #forms: readonly WiseForm[];
  readonly #shapes = new Map<string, Promise<WiseShape>>();

  constructor(client: WiseClient, forms: readonly WiseForm[]) {
    this.#client = client;
    this.#forms = forms;
  }

  /** @throws HubError KINGDEE_FORM_UNKNOWN or KINGDEE_FIELD_UNKNOWN naming what is missing */
  async of(form: string): Promise<WiseShape> {
    const asked = this.#shapes.get(form) ?? this.#read(this.#form(form));
    this.#shapes.set(form, asked);
    try {
      return await asked;
    } catch (error) {
      this.#shapes.delete(form);
      throw error;
    }
  }

  #form(name: string): WiseForm {
    const form = this.#forms.find(({ definition }) => definition.form === name);
    if (form !== undefined) return form;
    const known = this.#forms.map(({ definition }) => definition.form).join(', ');
    throw new HubError(
      'KINGDEE_FORM_UNKNOWN',
      `${name} is not read from K/3 WISE; known are ${known}`,
    );
  }

  async #read(form: WiseForm): Promise<WiseShape> {
    const told = await this.#client.fieldKeys(form.object);
    // A server that does not tell its fields is taken at the word of the form file.
    const keys = told ?? new Set(textsIn({ ...form }).map((key) => key.toLowerCase()));
    const has = (key: string | undefined): boolean =>
      key !== undefined && keys.has(key.toLowerCase());
    const present = { ...form, status: presentStatus(form.status, has) };
    const shape = shapeOf(form.definition, new Set([...keys, ...madeKeys]));
    const missing = [...shape.missing, ...missingStatus(form, has)];
    if (missing.length > 0)
      throw new HubError(
        'KINGDEE_FIELD_UNKNOWN',
        `object ${form.object} of K/3 WISE has no field ${missing.join(', ')}; give the code rights on it in API授权, or correct the form`,
      );
    return { form: present, shape, asked: askedOf(present, shape) };
  }
}

function presentStatus(status: WiseStatus, has: (key: string | undefined) => boolean): WiseStatus {
  const kept = Object.entries(status as unknown as Record<string, string>).filter(([name, key]) =>
    ['status', 'checker', 'checkedAt'].includes(name) ? true : has(key),
  );
  return Object.fromEntries(kept) as unknown as WiseStatus;
}

/** Either of status and checker tells the step; without both nothing does. */
function missingStatus(
  { status, changedAt }: WiseForm,
  has: (key: string | undefined) => boolean,
): readonly string[] {
  const named = has(status.status) ? [] : [`${status.status} (status)`];
  const kept = changedAt === undefined || has(changedAt) ? [] : [`${changedAt} (changedAt)`];
  return [...named, ...kept];
}

function askedOf(form: WiseForm, shape: FormShape): readonly string[] {
  const { lines } = shape;
  const inLines = lines === null ? {} : { ...lines.keys };
  const inRows = lines === null ? [] : [lines.sums, lines.totals, lines.earliest];
  const keys = [
    shape.idKey,
    ...[shape.fields, shape.people, shape.dates, shape.amounts, shape.figures, inLines, ...inRows]
      .flatMap((named) => Object.values(named))
      .filter((key) => typeof key === 'string'),
    ...Object.values(form.status as unknown as Record<string, string>),
    ...(form.changedAt === undefined ? [] : [form.changedAt]),
  ];
  return [...new Set(keys.filter((key) => !madeKeys.includes(key)))];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
