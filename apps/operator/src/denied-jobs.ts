import type { DeniedJob } from '@gho-platform/run-core';

/**
 * DeniedJobs remembers which Jobs the API server does not take for now, so that the status says what
 * a run waits for. It is lost with the process, which then asks again and is told again.
 */
export class DeniedJobs {
  readonly #byRun = new Map<string, readonly DeniedJob[]>();

  /** Notes a refusal; the first one of a Job says since when. */
  add(runKey: string, { name, since, message }: DeniedJob): void {
    const known = this.of(runKey);
    const before = known.find((job) => job.name === name);
    const denied = { name, since: before?.since ?? since, message };
    this.#byRun.set(runKey, [...known.filter((job) => job !== before), denied]);
  }

  /** Forgets all of a run: one of its Jobs was taken, or the run is gone or has ended. */
  forget(runKey: string): void {
    this.#byRun.delete(runKey);
  }

  of(runKey: string): readonly DeniedJob[] {
    return this.#byRun.get(runKey) ?? [];
  }
}
