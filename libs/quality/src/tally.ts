import type { Failure, Reason } from './finding.ts';

export interface Example {
  /** Code of the data set. */
  readonly dataSet: string;
  /** Line of the row in its data set, from 1; absent when the example is about all rows at once. */
  readonly line?: number;
  readonly text: string;
}

export interface DataSetCount {
  readonly dataSet: string;
  readonly checked: number;
  readonly failed: number;
}

/** How many examples of each check a report keeps; enough to see a pattern, bounded in any case. */
const maximumExamples = 20;

const maximumExampleCharacters = 160;

interface OpenCount {
  readonly dataSet: string;
  checked: number;
  failed: number;
}

/** Tally counts what one check found, by data set, and keeps the first examples. */
export class Tally {
  readonly #counts: OpenCount[] = [];
  readonly #reasons = new Map<Reason, number>();
  readonly #examples: Example[] = [];
  #current: OpenCount = { dataSet: '', checked: 0, failed: 0 };

  /** Begins the count of a data set, or goes on with it. */
  open(dataSet: string): void {
    const known = this.#counts.find((count) => count.dataSet === dataSet);
    this.#current = known ?? { dataSet, checked: 0, failed: 0 };
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
      const { dataSet } = this.#current;
      this.#examples.push({ dataSet, ...(line !== undefined && { line }), text });
    }
  }

  get counts(): readonly DataSetCount[] {
    return this.#counts.map((count) => ({ ...count }));
  }

  get reasons(): Readonly<Partial<Record<Reason, number>>> {
    return Object.fromEntries(this.#reasons);
  }

  get examples(): readonly Example[] {
    return [...this.#examples];
  }
}
