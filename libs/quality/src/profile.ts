import { distributionOf, type Distribution } from './distribution.ts';
import { isInstant } from './instant.ts';
import type { Row } from './row.ts';

/** Profile is what checks of a whole data set know about its accepted rows. */
export interface Profile {
  /** Of NumericValue; absent when no row has a number. */
  readonly distribution?: Distribution;
  /** Newest calendar day in Date, `YYYY-MM-DD` as printed. */
  readonly newestDate?: string;
  /** Newest year in TimeDim. */
  readonly newestYear?: number;
}

/** Profiler collects the profile of one data set; it holds 8 bytes for each number. */
export class Profiler {
  readonly #values: number[] = [];
  #newestDate = '';
  #newestYear = -Infinity;

  observe({ NumericValue: value, Date: date, TimeDim: year }: Row): void {
    if (typeof value === 'number' && Number.isFinite(value)) {
      this.#values.push(value);
    }
    if (typeof year === 'number') {
      this.#newestYear = Math.max(this.#newestYear, year);
    }
    // Most rows of an indicator carry one and the same day, so few have to be parsed.
    if (typeof date === 'string' && date.slice(0, 10) > this.#newestDate && isInstant(date)) {
      this.#newestDate = date.slice(0, 10);
    }
  }

  close(): Profile {
    const distribution = distributionOf(this.#values);
    return {
      ...(distribution !== undefined && { distribution }),
      ...(this.#newestDate !== '' && { newestDate: this.#newestDate }),
      ...(Number.isFinite(this.#newestYear) && { newestYear: this.#newestYear }),
    };
  }
}
