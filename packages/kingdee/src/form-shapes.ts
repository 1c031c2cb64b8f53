import { HubError } from '@hub/core';
import type { FormDefinition } from './form.js';
import { shapeOf, type FormShape } from './form-shape.js';
import { employeeParts } from './head-columns.js';
import type { K3CloudClient } from './k3cloud-client.js';

/** The forms of one ERP as it has them: each is asked for once, and a failure is not remembered. */
export class FormShapes {
  readonly #client: Pick<K3CloudClient, 'businessInfo' | 'query'>;
  readonly #definitions: ReadonlyMap<string, FormDefinition>;
  readonly #shapes = new Map<string, Promise<FormShape>>();

  constructor(
    client: Pick<K3CloudClient, 'businessInfo' | 'query'>,
    definitions: readonly FormDefinition[],
  ) {
    this.#client = client;
    this.#definitions = new Map(definitions.map((one) => [one.form, one]));
  }

  get forms(): readonly string[] {
    return [...this.#definitions.keys()];
  }

  /** @throws HubError KINGDEE_FORM_UNKNOWN or KINGDEE_FIELD_UNKNOWN naming what is missing */
  async of(form: string): Promise<FormShape> {
    const asked = this.#shapes.get(form) ?? this.#read(form);
    this.#shapes.set(form, asked);
    try {
      return await asked;
    } catch (error) {
      if (this.#shapes.get(form) === asked) this.#shapes.delete(form);
      throw error;
    }
  }

  async #read(form: string): Promise<FormShape> {
    const definition = this.#definitions.get(form);
    if (definition === undefined) {
      const known = this.forms.join(', ');
      throw new HubError(
        'KINGDEE_FORM_UNKNOWN',
        `there is no form file for ${form}; known are ${known}; write one into forms/`,
      );
    }
    const { fieldKeys } = await this.#client.businessInfo(form);
    const shape = shapeOf(definition, fieldKeys);
    if (shape.missing.length === 0) return await this.#withEmployees(shape);
    const remedy = 'correct the form file, or mark the field as optional';
    throw new HubError(
      'KINGDEE_FIELD_UNKNOWN',
      `the ERP's form ${form} has no field ${shape.missing.join(', ')}; ${remedy}`,
    );
  }

  /** Whether a reference to an employee leads to a user stands in no description of the form, so it is tried, once. */
  async #withEmployees(shape: FormShape): Promise<FormShape> {
    const found: [string, string][] = [];
    const absent: string[] = [];
    for (const [name, key] of Object.entries(shape.employees)) {
      const leads = await this.#answers(shape, employeeParts(key));
      if (leads) found.push([name, key]);
      else absent.push(`${key}.FUserId (employees.${name})`);
    }
    const employees = Object.fromEntries(found);
    return { ...shape, employees, absent: [...shape.absent, ...absent] };
  }

  async #answers({ definition, idKey }: FormShape, fields: readonly string[]): Promise<boolean> {
    try {
      await this.#client.query({ form: definition.form, fields: [idKey, ...fields], limit: 1 });
      return true;
    } catch (error) {
      if (error instanceof HubError && error.code === 'KINGDEE_FIELD_UNKNOWN') return false;
      throw error;
    }
  }
}
