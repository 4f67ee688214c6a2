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

  /** Adds a key. One that waits already stays where it is, unless it has become urgent. */
  add(key: string, sinceMs: number): void {
    if (this.#urgent.has(key)) return;
    const keys = this.#isUrgent(key) ? this.#urgent : this.#others;
    if (keys.has(key)) return;
    keys.set(key, this.#others.get(key) ?? sinceMs);
    if (keys === this.#urgent) this.#others.delete(key);
  }

  /** Removes and returns whose turn it is, with the time since when it waited. */
  take(): readonly [string, number] | undefined {
    const keys = this.#urgent.size > 0 ? this.#urgent : this.#others;
    const [next] = keys;
    if (next !== undefined) keys.delete(next[0]);
    return next;
  }
}
