/**
 * CircuitBreaker opens when so many attempts in a row failed, whatever they asked for. One data set that
 * fails is its own matter; when everything fails the source is down, and asking on only adds to its load.
 */
export class CircuitBreaker {
  readonly #limit: number;
  #failures = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isOpen(): boolean {
    return this.#failures >= this.#limit;
  }

  noteSuccess(): void {
    this.#failures = 0;
  }

  noteFailure(): void {
    this.#failures += 1;
  }
}
