import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { WorkOutcome } from '@gho-platform/kube';
import { refOf } from '@gho-platform/kube';
import { planSchedule, schedulePlanChangesNothing } from '@gho-platform/schedule-core';
import type { Logger } from 'pino';
import { again, done, guardedPass, staleCacheMs } from '../guarded-pass.ts';
import type { ReconcileObserver } from '../metrics.ts';
import type { ApplyScheduleOptions } from './apply-schedule.ts';
import { applySchedulePlan } from './apply-schedule.ts';
import type { GatherScheduleOptions } from './gather-schedule.ts';
import { gatherScheduleFromCaches, gatherScheduleLive } from './gather-schedule.ts';

export interface ScheduleControllerOptions extends GatherScheduleOptions, ApplyScheduleOptions {
  readonly logger: Logger;
  readonly reconciles: ReconcileObserver;
}

/**
 * ScheduleController gives the ticks of one schedule for each key what is due to them. Caches notice
 * that something is due, live reads decide, and a pass that finds nothing to do makes no request.
 */
export class ScheduleController {
  readonly #options: ScheduleControllerOptions;

  constructor(options: ScheduleControllerOptions) {
    this.#options = options;
  }

  /** Works on one schedule; never rejects. */
  async reconcile(key: string): Promise<WorkOutcome> {
    const tellUser = this.#tellUser.bind(this);
    return guardedPass(key, () => this.#pass(key), {
      ...this.#options,
      kind: 'schedule',
      tellUser,
    });
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

  #tellUser(key: string, message: string): void {
    const schedule = this.#options.caches.schedules.get(refOf(key));
    if (schedule === undefined) return;
    this.#options.recordEvent(schedule, { type: 'Warning', reason: 'ReconcileRefused', message });
  }
}
