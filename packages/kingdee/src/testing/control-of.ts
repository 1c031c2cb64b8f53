import assert from 'node:assert/strict';

/** A bill as the control interface of a simulator shows it. */
export interface ControlledBill {
  readonly id: string;
  readonly number: string;
}

/** The window of a person in a simulated ERP. */
export class Control {
  readonly #address: string;
  readonly #company: string;

  constructor(address: string, company: string) {
    this.#address = address;
    this.#company = company;
  }

  async ask(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<unknown> {
    const response = await fetch(new URL(`control/${path}`, this.#address), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const reply: unknown = await response.json();
    assert.equal(response.status, 200, JSON.stringify(reply));
    return reply;
  }

  async switch(switches: object): Promise<void> {
    await this.ask('PUT', 'switches', switches);
  }

  async fault(order: object): Promise<void> {
    await this.ask('POST', 'faults', order);
  }

  async create(object: string, bill: object): Promise<ControlledBill> {
    return (await this.ask('POST', `bills/${this.#company}/${object}`, bill)) as ControlledBill;
  }

  async change(object: string, number: string, bill: object): Promise<void> {
    await this.ask('PUT', `bills/${this.#company}/${object}/${number}`, bill);
  }

  async operate(object: string, number: string, operation: string): Promise<void> {
    await this.ask('POST', `bills/${this.#company}/${object}/${number}/${operation}`, {});
  }

  /** Writes a value past all rules, as a program on the database would. */
  async spoil(object: string, number: string, key: string, value: unknown): Promise<void> {
    await this.ask('PUT', `bills/${this.#company}/${object}/${number}/raw/${key}`, { value });
  }
}
