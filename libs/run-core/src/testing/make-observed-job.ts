import type { Blockage, FailureReason, Instant, ObservedJob, StageResult } from '../facts.ts';
import { jobName } from '../job-name.ts';

/** ObservedJobBuilder makes what is seen of an attempt's Job step by step. */
export class ObservedJobBuilder {
  readonly #job: ObservedJob;

  constructor(job: ObservedJob) {
    this.#job = job;
  }

  withName(name: string): ObservedJobBuilder {
    return this.#with({ name });
  }

  withUid(uid: string): ObservedJobBuilder {
    return this.#with({ uid });
  }

  succeeded(result: StageResult = {}, at: Instant = defaultEnd): ObservedJobBuilder {
    return this.#with({
      verdict: { kind: 'Succeeded', at, result },
      ...ended,
      shardsSucceeded: 1,
    });
  }

  failed(reason: FailureReason, fields: Partial<FailedFields> = {}): ObservedJobBuilder {
    const base = { at: defaultEnd, message: `it failed: ${reason}`, result: {} };
    return this.#with({
      verdict: { kind: 'Failed', reason, ...base, ...fields },
      ...ended,
    });
  }

  /** The Job controller has not decided, though the outcome is certain. */
  unfinished(): ObservedJobBuilder {
    return this.#with({ finished: false });
  }

  mayStartPods(): ObservedJobBuilder {
    return this.#with({ mayStartPods: true });
  }

  withLostPodOf(lostPodAt: Instant): ObservedJobBuilder {
    return this.#with({ lostPodAt });
  }

  withActivePods(hasActivePods = true): ObservedJobBuilder {
    return this.#with({ hasActivePods });
  }

  withShardsSucceeded(shardsSucceeded: number): ObservedJobBuilder {
    return this.#with({ shardsSucceeded });
  }

  blocked(blocked: Blockage): ObservedJobBuilder {
    return this.#with({ blocked, hasActivePods: true });
  }

  deleting(): ObservedJobBuilder {
    return this.#with({ deleting: true });
  }

  released(): ObservedJobBuilder {
    return this.#with({ held: false });
  }

  build(): ObservedJob {
    return this.#job;
  }

  #with(fields: Partial<ObservedJob>): ObservedJobBuilder {
    return new ObservedJobBuilder({ ...this.#job, ...fields });
  }
}

type FailedFields = Omit<Extract<ObservedJob['verdict'], { kind: 'Failed' }>, 'kind' | 'reason'>;

const ended = { hasActivePods: false, mayStartPods: false, finished: true };

const defaultEnd: Instant = '2026-06-01T12:05:00.000Z';

/** makeObservedJob starts with a Job of run `gho-1` that works: held, one active pod, no outcome. */
export function makeObservedJob(stage: string, attempt = 1): ObservedJobBuilder {
  return new ObservedJobBuilder({
    name: jobName({ run: 'gho-1', stage, attempt }),
    uid: `uid-${stage}-${attempt}`,
    stage,
    attempt,
    deleting: false,
    held: true,
    hasActivePods: true,
    mayStartPods: true,
    finished: false,
    verdict: { kind: 'Undecided' },
    shardsSucceeded: 0,
  });
}
