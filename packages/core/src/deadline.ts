/** In each turn of the loop the sockets are read once. */
const turnsToRead = 3;

/**
 * Ends a call when its time is over, though not before what has come meanwhile was read: a process that stood still finds
 * the answer beside its deadline, and took it for lost. What may have been done is then done again.
 */
export class Deadline {
  readonly #over = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.#timer = setTimeout(() => {
      this.#endIn(turnsToRead);
    }, ms);
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** To be called when the call is over, however it ended. */
  done(): void {
    clearTimeout(this.#timer);
  }

  #endIn(turns: number): void {
    if (turns === 0) this.#over.abort();
    else
      setImmediate(() => {
        this.#endIn(turns - 1);
      });
  }
}
