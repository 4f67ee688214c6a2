import type { Failure, Reason } from './finding.ts';

export interface Example {
  readonly indicator: string;
  /** Line of the row in its partition, from 1; absent when the example is about a whole data set. */
  readonly line?: number;
  readonly text: string;
}

export interface IndicatorCount {
  readonly indicator: string;
  readonly checked: number;
  readonly failed: number;
}

/** How many examples of each check a report keeps; enough to see a pattern, bounded in any case. */
const maximumExamples = 20;

const maximumExampleCharacters = 160;

interface OpenCount {
  readonly indicator: string;
  checked: number;
  failed: number;
}

/** Tally counts what one check found, by indicator, and keeps the first examples. */
export class Tally {
  readonly #counts: OpenCount[] = [];
  readonly #reasons = new Map<Reason, number>();
  readonly #examples: Example[] = [];
  #current: OpenCount = { indicator: '', checked: 0, failed: 0 };

  /** Begins the count of a partition. Partitions of one indicator are counted together. */
  open(indicator: string): void {
    const known = this.#counts.find((count) => count.indicator === indicator);
    this.#current = known ?? { indicator, checked: 0, failed: 0 };
    if (known === undefined) {
      this.#counts.push(this.#current);
    }
  }

  countChecked(rows = 1): void {
    this.#current.checked += rows;
  }

  /** Counts `rows` failing rows, which must have been counted as checked before or after. */
  countFailed(
    { reason, detail }: Failure,
    subject: { line?: number; name: string },
    rows = 1,
  ): void {
    this.#current.failed += rows;
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + rows);
    if (this.#examples.length < maximumExamples) {
      const { line, name } = subject;
      const text = `${name}: ${detail}`.slice(0, maximumExampleCharacters);
      const { indicator } = this.#current;
      this.#examples.push({ indicator, ...(line !== undefined && { line }), text });
    }
  }

  get counts(): readonly IndicatorCount[] {
    return this.#counts.map((count) => ({ ...count }));
  }

  get reasons(): Readonly<Partial<Record<Reason, number>>> {
    return Object.fromEntries(this.#reasons);
  }

  get examples(): readonly Example[] {
    return [...this.#examples];
  }
}
