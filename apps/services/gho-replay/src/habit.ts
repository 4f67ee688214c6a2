/** The ways in which the real source fails while data exists. */
export const habitNames = [
  'empty-body',
  'html-503',
  'html-200',
  'truncated',
  'short',
  'slow',
  'hang',
  'rate-limited',
  'reset',
] as const;

export type HabitName = (typeof habitNames)[number];

export interface Habit {
  readonly name: HabitName;
  /** So many first requests per resource and session. */
  readonly times: number;
  /** Only for this indicator or dimension, when given. */
  readonly code: string | undefined;
}

/**
 * HabitCounter decides which request misbehaves how. Habits of one scenario follow each other: with
 * `reset:1,empty-body:1` the first request is reset, the second gets nothing, the third is fine.
 */
export class HabitCounter {
  readonly #requests = new Map<string, number>();

  /** next counts one request of a resource and returns its habit, if it is to have one. */
  next(key: string, habits: readonly Habit[]): HabitName | undefined {
    const count = this.#requests.get(key) ?? 0;
    this.#requests.set(key, count + 1);
    let last = 0;
    for (const habit of habits) {
      last += habit.times;
      if (count < last) {
        return habit.name;
      }
    }
    return undefined;
  }
}
