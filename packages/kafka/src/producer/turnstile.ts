/** Lets callers through in the order they came while there is room; the others wait. */
export class Turnstile {
  readonly #hasRoom: () => boolean;
  readonly #waiting: (() => void)[] = [];
  #passing = 0;

  constructor(hasRoom: () => boolean) {
    this.#hasRoom = hasRoom;
  }

  /** Runs `enter` when it is the caller's turn. `enter` takes the room at once, before anybody else is let in. */
  async pass<Result>(enter: () => Result): Promise<Result> {
    if (this.#passing > 0 || this.#waiting.length > 0 || !this.#hasRoom()) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      this.#passing -= 1;
    }
    try {
      return enter();
    } finally {
      this.roomMade();
    }
  }

  /** To be called whenever room was made. */
  roomMade(): void {
    if (this.#passing > 0 || !this.#hasRoom()) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#passing += 1;
    next();
  }
}
