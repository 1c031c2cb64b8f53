/** Calls the control interface of a simulator: what a person does on its page, done by a program. */
export class Control {
  readonly #url: string;

  /** @param url address of the control interface, with a trailing slash */
  constructor(url: string) {
    this.#url = url;
  }

  get(path: string): Promise<unknown> {
    return this.#call('GET', path);
  }

  post(path: string, body: object): Promise<unknown> {
    return this.#call('POST', path, body);
  }

  put(path: string, body: object): Promise<unknown> {
    return this.#call('PUT', path, body);
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(new URL(path, this.#url), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const value: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  }
}
