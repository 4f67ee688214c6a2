import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { SchedulePlan } from '@gho-platform/schedule-core';
import type { Registry } from 'prom-client';
import { Counter, Histogram } from 'prom-client';
import type { CreateRun } from './run-for.ts';

const verdicts = ['Ran', 'CaughtUp', 'SkippedForbid', 'Replaced', 'Missed', 'Suspended'];

/** Seconds: from a run at its very time to one after an outage. */
const latenessBuckets = [0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 3600];

/** ScheduleMetrics counts ticks and measures how late runs begin. No label names a schedule. */
export class ScheduleMetrics {
  readonly #ticks: Counter;
  readonly #lateness: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#ticks = new Counter({
      name: 'gho_schedule_ticks_total',
      help: 'Ticks of schedules by verdict.',
      labelNames: ['verdict'],
      registers,
    });
    // Prometheus sees no increase in a counter that begins with 1.
    for (const verdict of verdicts) this.#ticks.inc({ verdict }, 0);
    this.#lateness = new Histogram({
      name: 'gho_schedule_lateness_seconds',
      help: 'From the time at which a run of a schedule was to start to its creation; backfills apart.',
      buckets: latenessBuckets,
      registers,
    });
  }

  judged({ verdicts: judged }: SchedulePlan): void {
    for (const { verdict } of judged) this.#ticks.inc({ verdict });
  }

  runCreated({ spec, status }: StoredPipelineSchedule, { tick }: CreateRun, now: Date): void {
    if (spec.backfill !== undefined) return;
    const lateMs = now.getTime() - Date.parse(tick) - (status?.delaySeconds ?? 0) * 1000;
    this.#lateness.observe(Math.max(0, lateMs / 1000));
  }
}
