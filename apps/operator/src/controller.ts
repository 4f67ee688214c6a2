import type { StoredPipelineRun } from '@gho-platform/api';
import type { ObjectRef, WorkOutcome } from '@gho-platform/kube';
import { keyOf, refOf } from '@gho-platform/kube';
import type { Facts, Plan } from '@gho-platform/run-core';
import { changesNothing } from '@gho-platform/run-core';
import type { Logger } from 'pino';
import type { ApplyOptions } from './apply.ts';
import { applyPlan } from './apply.ts';
import { passDeletionToPods } from './deleted-jobs.ts';
import type { GatherOptions } from './gather.ts';
import { gatherFromCaches, gatherLive } from './gather.ts';
import { again, done, guardedPass, staleCacheMs } from './guarded-pass.ts';
import type { ReconcileObserver } from './metrics.ts';
import { releaseOrphanedJobs } from './orphaned-jobs.ts';
import { hasEnded } from './run-state.ts';

export interface ControllerOptions extends GatherOptions, ApplyOptions {
  readonly plan: (facts: Facts) => Plan;
  readonly logger: Logger;
  readonly reconciles: ReconcileObserver;
}

/**
 * Controller brings one run nearer to its end for each key. Caches notice that something is due,
 * live reads decide, and a pass that finds nothing to do makes no request at all.
 */
export class Controller {
  readonly #options: ControllerOptions;

  constructor(options: ControllerOptions) {
    this.#options = options;
  }

  /** Works on one run; never rejects. */
  async reconcile(key: string): Promise<WorkOutcome> {
    const tellUser = this.#tellUser.bind(this);
    return guardedPass(key, () => this.#pass(key), { ...this.#options, kind: 'run', tellUser });
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
    if (hasEnded(run)) this.#forgetRefusals(key);
    const cached = gatherFromCaches(run, this.#options);
    if (cached !== undefined) {
      const plan = this.#options.plan(cached);
      if (changesNothing(cached, plan)) return this.#settled(run, plan);
    }
    return this.#decide(run);
  }

  async #decide(cached: StoredPipelineRun): Promise<WorkOutcome> {
    const gathered = await gatherLive(cached, this.#options);
    if (gathered === undefined) return { kind: 'Done' };
    const plan = this.#options.plan(gathered.facts);
    if (changesNothing(gathered.facts, plan)) return this.#settled(cached, plan);
    const applied = await applyPlan(plan, gathered, this.#options);
    return applied.kind === 'Applied' ? done(plan) : again(applied);
  }

  /** Only now may pods of deleted Jobs go: what they reported is in the status. */
  async #settled(run: StoredPipelineRun, plan: Plan): Promise<WorkOutcome> {
    await passDeletionToPods(run, this.#options);
    return done(plan);
  }

  #forget(ref: ObjectRef): void {
    this.#options.ownWrites.forget(keyOf(ref));
    this.#forgetRefusals(keyOf(ref));
  }

  #forgetRefusals(key: string): void {
    this.#options.rejected.forget(key);
    this.#options.denied.forget(key);
  }

  #tellUser(key: string, message: string): void {
    const run = this.#options.caches.runs.get(refOf(key));
    if (run === undefined) return;
    this.#options.recordEvent(run, { type: 'Warning', reason: 'ReconcileRefused', message });
  }
}
