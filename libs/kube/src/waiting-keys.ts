/** WaitingKeys holds keys that wait for a worker, in order of arrival, urgent ones before all others. */
export class WaitingKeys {
  readonly #isUrgent: (key: string) => boolean;
  /** Each with the time since when it waits, in milliseconds. */
  readonly #urgent = new Map<string, number>();
  readonly #others = new Map<string, number>();

  constructor(isUrgent: (key: string) => boolean) {
    this.#isUrgent = isUrgent;
  }

  get size(): number {
    return this.#urgent.size + this.#others.size;
  }

  has(key: string): boolean {
    return this.#urgent.has(key) || this.#others.has(key);
  }

  /** Adds a key that does not wait yet. Whether it is urgent is asked now, and not again. */
  add(key: string, sinceMs: number): void {
    const keys = this.#isUrgent(key) ? this.#urgent : this.#others;
    keys.set(key, sinceMs);
  }

  /** Removes and returns whose turn it is, with the time since when it waited. */
  take(): readonly [string, number] | undefined {
    const keys = this.#urgent.size > 0 ? this.#urgent : this.#others;
    const [next] = keys;
    if (next !== undefined) keys.delete(next[0]);
    return next;
  }
}
