import type { StoredPipeline } from '@gho-platform/api';
import type { WorkOutcome } from '@gho-platform/kube';
import { keyOf, refOf } from '@gho-platform/kube';
import type { PipelinePlan } from '@gho-platform/pipeline-core';
import {
  hasLedger,
  isGated,
  pipelinePlanChangesNothing,
  planPipeline,
} from '@gho-platform/pipeline-core';
import type { Logger } from 'pino';
import { indexes } from '../caches.ts';
import { again, done, guardedPass, staleCacheMs } from '../guarded-pass.ts';
import type { ReconcileObserver } from '../metrics.ts';
import type { ApplyPipelineOptions } from './apply-pipeline.ts';
import { applyPipelinePlan } from './apply-pipeline.ts';
import type { GatherPipelineOptions } from './gather-pipeline.ts';
import { gatherPipelineFromCaches, gatherPipelineLive, unseenRuns } from './gather-pipeline.ts';
import type { Queues } from './queues.ts';

export interface PipelineControllerOptions extends GatherPipelineOptions, ApplyPipelineOptions {
  readonly queues: Queues;
  readonly logger: Logger;
  readonly reconciles: ReconcileObserver;
  /** Asks for a pass over a run, by its key. */
  readonly wakeRun: (key: string) => void;
}

/** A run of the ledger that is being deleted: its pods may take their grace period. */
const unseenMs = 2_000;

/**
 * PipelineController lets the runs of one Pipeline in for each key, and removes those that its history
 * does not keep. A Pipeline that bounds nothing costs no request: its runs start by themselves.
 */
export class PipelineController {
  readonly #options: PipelineControllerOptions;

  constructor(options: PipelineControllerOptions) {
    this.#options = options;
  }

  /** Works on one Pipeline; never rejects. */
  async reconcile(key: string): Promise<WorkOutcome> {
    const tellUser = this.#tellUser.bind(this);
    return guardedPass(key, () => this.#pass(key), {
      ...this.#options,
      kind: 'pipeline',
      tellUser,
    });
  }

  async #pass(key: string): Promise<WorkOutcome> {
    const { caches, ownWrites, reconciles, queues } = this.#options;
    const pipeline = caches.pipelines.get(refOf(key));
    if (pipeline === undefined) {
      ownWrites.forget(key);
      queues.forget(key);
      return { kind: 'Done' };
    }
    if (ownWrites.isAhead(key)) {
      reconciles.skippedStale();
      return { kind: 'Done', requeueAfterMs: staleCacheMs };
    }
    if (!hasLedger(pipeline)) {
      queues.forget(key);
      this.#wakeWaiting(pipeline);
      return { kind: 'Done' };
    }
    const facts = gatherPipelineFromCaches(pipeline, this.#options);
    const plan = planPipeline(facts);
    queues.note(key, plan);
    this.#wake(pipeline, plan);
    const isSettled = pipelinePlanChangesNothing(facts, plan);
    if (isSettled && unseenRuns(pipeline, caches).length === 0) return done(plan);
    return this.#decide(pipeline);
  }

  async #decide(cached: StoredPipeline): Promise<WorkOutcome> {
    const facts = await gatherPipelineLive(cached, this.#options);
    if (facts === undefined) return { kind: 'Done' };
    const plan = planPipeline(facts);
    if (!pipelinePlanChangesNothing(facts, plan)) {
      const applied = await applyPipelinePlan(plan, facts, this.#options);
      if (applied.kind !== 'Applied') return again(applied);
    }
    const isWaiting = unseenRuns(facts.pipeline, this.#options.caches).length > 0;
    const requeueAfterMs = Math.min(
      plan.requeueAfterMs ?? Infinity,
      isWaiting ? unseenMs : Infinity,
    );
    return done(Number.isFinite(requeueAfterMs) ? { requeueAfterMs } : {});
  }

  /** Runs for which this Pipeline has news; all that wait, where it bounds nothing. */
  #wake(pipeline: StoredPipeline, plan: PipelinePlan): void {
    if (!isGated(pipeline.spec)) {
      this.#wakeWaiting(pipeline);
      return;
    }
    const { namespace } = pipeline.metadata;
    const names = [...plan.admitted, ...plan.alreadyDone, ...plan.refresh];
    for (const name of names) this.#options.wakeRun(keyOf({ namespace, name }));
  }

  #wakeWaiting({ metadata }: StoredPipeline): void {
    const { caches, wakeRun } = this.#options;
    const waiting = caches.runs.find(indexes.unresolved, keyOf(metadata));
    for (const run of waiting) wakeRun(keyOf(run.metadata));
  }

  #tellUser(key: string, message: string): void {
    const pipeline = this.#options.caches.pipelines.get(refOf(key));
    if (pipeline === undefined) return;
    this.#options.recordEvent(pipeline, { type: 'Warning', reason: 'ReconcileRefused', message });
  }
}
