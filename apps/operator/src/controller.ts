import type { StoredPipelineRun } from '@gho-platform/api';
import type { ObjectRef, WorkOutcome } from '@gho-platform/kube';
import { classify, keyOf, NotLeaderError, refOf } from '@gho-platform/kube';
import type { Facts, Plan } from '@gho-platform/run-core';
import { changesNothing } from '@gho-platform/run-core';
import type { Logger } from 'pino';
import type { Applied, ApplyOptions } from './apply.ts';
import { applyPlan } from './apply.ts';
import { passDeletionToPods } from './deleted-jobs.ts';
import type { GatherOptions } from './gather.ts';
import { gatherFromCaches, gatherLive } from './gather.ts';
import type { ReconcileObserver } from './metrics.ts';
import { releaseOrphanedJobs } from './orphaned-jobs.ts';
import { hasEnded } from './run-state.ts';

export interface ControllerOptions extends GatherOptions, ApplyOptions {
  readonly plan: (facts: Facts) => Plan;
  readonly logger: Logger;
  readonly reconciles: ReconcileObserver;
}

/** The caches tell by an event when they catch up; this is for the event that never comes. */
const staleCacheMs = 1_000;
/** Refused until somebody changes something: asked again seldom, in case nobody tells us. */
const terminalRetryMs = 10 * 60_000;

/**
 * Controller brings one run nearer to its end for each key. Caches notice that something is due,
 * live reads decide, and a pass that finds nothing to do makes no request at all.
 */
export class Controller {
  readonly #options: ControllerOptions;

  constructor(options: ControllerOptions) {
    this.#options = options;
  }

  /** Works on one run; never rejects. This is the only place that catches. */
  async reconcile(key: string): Promise<WorkOutcome> {
    const { clock, reconciles } = this.#options;
    const startedMs = clock.monotonicMs();
    try {
      const outcome = await this.#pass(key);
      reconciles.finished('success', clock.monotonicMs() - startedMs);
      return outcome;
    } catch (error) {
      const outcome = this.#failed(key, error);
      reconciles.finished('error', clock.monotonicMs() - startedMs);
      return outcome;
    }
  }

  async #pass(key: string): Promise<WorkOutcome> {
    const { caches, ownWrites, reconciles } = this.#options;
    const ref = refOf(key);
    const run = caches.runs.get(ref);
    if (ownWrites.isAhead(key)) {
      reconciles.skippedStale();
      return { kind: 'Done', requeueAfterMs: staleCacheMs };
    }
    const orphans = await releaseOrphanedJobs(ref, run, this.#options);
    if (run === undefined) this.#forget(ref);
    if (orphans.kind !== 'Applied') return again(orphans);
    if (run === undefined) return { kind: 'Done' };
    await passDeletionToPods(run, this.#options);
    if (hasEnded(run)) this.#forgetRefusals(key);
    const cached = gatherFromCaches(run, this.#options);
    if (cached !== undefined) {
      const plan = this.#options.plan(cached);
      if (changesNothing(cached, plan)) return done(plan);
    }
    return this.#decide(run);
  }

  async #decide(cached: StoredPipelineRun): Promise<WorkOutcome> {
    const gathered = await gatherLive(cached, this.#options);
    if (gathered === undefined) return { kind: 'Done' };
    const plan = this.#options.plan(gathered.facts);
    if (changesNothing(gathered.facts, plan)) return done(plan);
    const applied = await applyPlan(plan, gathered, this.#options);
    return applied.kind === 'Applied' ? done(plan) : again(applied);
  }

  #forget(ref: ObjectRef): void {
    this.#options.ownWrites.forget(keyOf(ref));
    this.#forgetRefusals(keyOf(ref));
  }

  #forgetRefusals(key: string): void {
    this.#options.rejected.forget(key);
    this.#options.denied.forget(key);
  }

  #failed(key: string, error: unknown): WorkOutcome {
    // Whoever holds the lease now works on the run; this process starts over when it gets it back.
    if (error instanceof NotLeaderError) return { kind: 'Done' };
    const failure = classify(error);
    const { namespace, name: run } = refOf(key);
    const { logger } = this.#options;
    logger.warn(
      { namespace, run, failure: failure.kind, err: error },
      'Reconcile was not finished',
    );
    switch (failure.kind) {
      case 'Terminal':
        this.#tellUser(key, error);
        return { kind: 'Done', requeueAfterMs: terminalRetryMs };
      case 'Waiting':
        return { kind: 'Done', requeueAfterMs: failure.afterMs };
      case 'Transient':
        return { kind: 'Retry' };
    }
  }

  /** What the API server refuses for good never reaches the status, so it goes into an event. */
  #tellUser(key: string, error: unknown): void {
    const run = this.#options.caches.runs.get(refOf(key));
    if (run === undefined) return;
    const message = error instanceof Error ? error.message : String(error);
    this.#options.recordEvent(run, { type: 'Warning', reason: 'ReconcileRefused', message });
  }
}

function again(applied: Exclude<Applied, { kind: 'Applied' }>): WorkOutcome {
  return applied.kind === 'Conflict'
    ? { kind: 'Retry' }
    : { kind: 'Done', requeueAfterMs: applied.afterMs };
}

function done({ requeueAfterMs }: Plan): WorkOutcome {
  return requeueAfterMs === undefined ? { kind: 'Done' } : { kind: 'Done', requeueAfterMs };
}
