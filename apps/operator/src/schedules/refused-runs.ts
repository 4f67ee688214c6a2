import type { RefusedRun } from '@gho-platform/schedule-core';

/**
 * RefusedRuns remembers which runs the API server did not take, so that the status says so. It is
 * lost with the process, which then asks again and is told again.
 */
export class RefusedRuns {
  readonly #bySchedule = new Map<string, readonly RefusedRun[]>();

  /** Notes a refusal; returns whether it says something new. */
  add(scheduleKey: string, refused: RefusedRun): boolean {
    const known = this.of(scheduleKey);
    const before = known.find(({ name }) => name === refused.name);
    const others = known.filter((run) => run !== before);
    this.#bySchedule.set(scheduleKey, [...others, refused]);
    return before?.message !== refused.message || before.forGood !== refused.forGood;
  }

  /** Forgets all of a schedule: one of its runs was taken, or it is gone. */
  forget(scheduleKey: string): void {
    this.#bySchedule.delete(scheduleKey);
  }

  of(scheduleKey: string): readonly RefusedRun[] {
    return this.#bySchedule.get(scheduleKey) ?? [];
  }
}
