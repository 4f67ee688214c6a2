import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { WorkOutcome } from '@gho-platform/kube';
import { classify, NotLeaderError, refOf } from '@gho-platform/kube';
import type { SchedulePlan } from '@gho-platform/schedule-core';
import { planSchedule, schedulePlanChangesNothing } from '@gho-platform/schedule-core';
import type { Logger } from 'pino';
import type { Applied } from '../apply.ts';
import type { ReconcileObserver } from '../metrics.ts';
import type { ApplyScheduleOptions } from './apply-schedule.ts';
import { applySchedulePlan } from './apply-schedule.ts';
import type { GatherScheduleOptions } from './gather-schedule.ts';
import { gatherScheduleFromCaches, gatherScheduleLive } from './gather-schedule.ts';

export interface ScheduleControllerOptions extends GatherScheduleOptions, ApplyScheduleOptions {
  readonly logger: Logger;
  readonly reconciles: ReconcileObserver;
}

/** The caches tell by an event when they catch up; this is for the event that never comes. */
const staleCacheMs = 1_000;
/** Refused until somebody changes something: asked again seldom, in case nobody tells us. */
const terminalRetryMs = 10 * 60_000;

/**
 * ScheduleController gives the ticks of one schedule for each key what is due to them. Caches notice
 * that something is due, live reads decide, and a pass that finds nothing to do makes no request.
 */
export class ScheduleController {
  readonly #options: ScheduleControllerOptions;

  constructor(options: ScheduleControllerOptions) {
    this.#options = options;
  }

  /** Works on one schedule; never rejects. This is the only place that catches. */
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
    const { caches, ownWrites, reconciles, refused } = this.#options;
    const schedule = caches.schedules.get(refOf(key));
    if (schedule === undefined) {
      ownWrites.forget(key);
      refused.forget(key);
      return { kind: 'Done' };
    }
    if (ownWrites.isAhead(key)) {
      reconciles.skippedStale();
      return { kind: 'Done', requeueAfterMs: staleCacheMs };
    }
    const facts = gatherScheduleFromCaches(schedule, this.#options);
    const plan = planSchedule(facts);
    return schedulePlanChangesNothing(facts, plan) ? done(plan) : this.#decide(schedule);
  }

  async #decide(cached: StoredPipelineSchedule): Promise<WorkOutcome> {
    const facts = await gatherScheduleLive(cached, this.#options);
    if (facts === undefined) return { kind: 'Done' };
    const plan = planSchedule(facts);
    if (schedulePlanChangesNothing(facts, plan)) return done(plan);
    const applied = await applySchedulePlan(plan, facts, this.#options);
    return applied.kind === 'Applied' ? done(plan) : again(applied);
  }

  #failed(key: string, error: unknown): WorkOutcome {
    // Whoever holds the lease now works on the schedule; this process starts over when it gets it back.
    if (error instanceof NotLeaderError) return { kind: 'Done' };
    const failure = classify(error);
    const { namespace, name: schedule } = refOf(key);
    const { logger } = this.#options;
    logger.warn(
      { namespace, schedule, failure: failure.kind, err: error },
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
    const schedule = this.#options.caches.schedules.get(refOf(key));
    if (schedule === undefined) return;
    const message = error instanceof Error ? error.message : String(error);
    this.#options.recordEvent(schedule, { type: 'Warning', reason: 'ReconcileRefused', message });
  }
}

function again(applied: Exclude<Applied, { kind: 'Applied' }>): WorkOutcome {
  return applied.kind === 'Conflict'
    ? { kind: 'Retry' }
    : { kind: 'Done', requeueAfterMs: applied.afterMs };
}

function done({ requeueAfterMs }: SchedulePlan): WorkOutcome {
  return requeueAfterMs === undefined ? { kind: 'Done' } : { kind: 'Done', requeueAfterMs };
}
