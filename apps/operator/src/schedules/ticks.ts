import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { TickFacts } from '@gho-platform/schedule-core';
import { bounds, cursorOf, delaySecondsOf, localDateOf, tickOf } from '@gho-platform/schedule-core';
import { CronError, TickSource } from './cron.ts';

type Spec = StoredPipelineSchedule['spec'];
type Backfill = NonNullable<Spec['backfill']>;

/** Due ticks that one decision looks at. A long outage takes several. */
const mostDue = 480;
/** Ticks of one backfill: ten years of days. */
const mostBackfillTicks = 4_000;
/** Sources that are kept parsed; one is small. */
const mostSources = 1_000;
const dayMs = 24 * 60 * 60 * 1000;

/** Ticks computes which ticks of a schedule are due and which come next. */
export class Ticks {
  readonly #sources = new Map<string, TickSource>();

  /** What is wrong with the schedule is a result, not an error. */
  of(schedule: StoredPipelineSchedule, now: Date): TickFacts {
    try {
      const source = this.#source(schedule.spec, now);
      return schedule.spec.backfill === undefined
        ? regularTicks(schedule, now, source)
        : backfillTicks(schedule, schedule.spec.backfill, { source, now });
    } catch (error) {
      if (!(error instanceof CronError)) throw error;
      return { kind: 'Invalid', message: error.message };
    }
  }

  #source({ cron, timeZone }: Spec, now: Date): TickSource {
    const key = JSON.stringify([timeZone, ...cron]);
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    const source = new TickSource({ cron, timeZone }, now);
    if (this.#sources.size >= mostSources) this.#sources.clear();
    this.#sources.set(key, source);
    return source;
  }
}

function regularTicks(schedule: StoredPipelineSchedule, now: Date, source: TickSource): TickFacts {
  const cursorMs = Date.parse(cursorOf(schedule, now.toISOString()) ?? now.toISOString());
  const dueUntilMs = now.getTime() - delaySecondsOf(schedule) * 1000;
  const due = take(source.after(cursorMs), { upTo: dueUntilMs, most: mostDue + 1 });
  const nextFrom = Math.max(cursorMs, dueUntilMs);
  return {
    kind: 'Computed',
    due: due.slice(0, mostDue).map(tickOf),
    more: due.length > mostDue,
    next: take(source.after(nextFrom), { upTo: Infinity, most: bounds.nextTicks }).map(tickOf),
  };
}

/** A backfill needs no more than the ticks that may start next. */
function backfillTicks(
  schedule: StoredPipelineSchedule,
  backfill: Backfill,
  { source, now }: { readonly source: TickSource; readonly now: Date },
): TickFacts {
  const { startMs, endMs } = rangeOf(backfill, schedule.spec.timeZone);
  const lastTick = schedule.status?.lastTick;
  const after = lastTick === undefined ? startMs - 1 : Date.parse(lastTick);
  const most = backfill.parallelism + bounds.nextTicks;
  const coming = take(source.after(after), { upTo: endMs - 1, most });
  const isDue = (ms: number): boolean => ms <= now.getTime();
  const recorded = schedule.status?.backfill?.total;
  return {
    kind: 'Computed',
    due: coming.filter(isDue).map(tickOf),
    more: false,
    next: coming.filter((ms) => !isDue(ms)).map(tickOf),
    total: recorded ?? totalOf(backfill, source.after(startMs - 1), endMs),
  };
}

function totalOf(
  { from, to }: Backfill,
  ticks: Generator<number, void, undefined>,
  endMs: number,
): number {
  const total = take(ticks, { upTo: endMs - 1, most: mostBackfillTicks + 1 }).length;
  const range = `spec.backfill from ${from} to ${to}`;
  if (total === 0) throw new CronError(`${range} must contain a tick of spec.cron`);
  if (total > mostBackfillTicks) {
    throw new CronError(`${range} must contain at most ${mostBackfillTicks} ticks of spec.cron`);
  }
  return total;
}

/** The instants between which the local date is in the range: start included, end not. */
function rangeOf({ from, to }: Backfill, timeZone: string): { startMs: number; endMs: number } {
  checkDate('from', from);
  checkDate('to', to);
  const startMs = firstInstant(from, (date) => date >= from, timeZone);
  return { startMs, endMs: firstInstant(to, (date) => date > to, timeZone) };
}

function checkDate(field: 'from' | 'to', date: string): void {
  const ms = Date.parse(`${date}T00:00:00Z`);
  if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date)) return;
  throw new CronError(`spec.backfill.${field} "${date}" must be a date that exists`);
}

/** Local dates never go back, so the first minute of one is found by halving. */
function firstInstant(
  near: string,
  isReached: (date: string) => boolean,
  timeZone: string,
): number {
  const middle = Date.parse(`${near}T00:00:00Z`);
  let [before, reached] = [middle - 2 * dayMs, middle + 3 * dayMs];
  while (reached - before > 60_000) {
    const half = Math.floor((before + reached) / 2 / 60_000) * 60_000;
    if (isReached(localDateOf(new Date(half).toISOString(), timeZone))) reached = half;
    else before = half;
  }
  return reached;
}

function take(
  ticks: Generator<number, void, undefined>,
  { upTo, most }: { readonly upTo: number; readonly most: number },
): number[] {
  const taken: number[] = [];
  for (const tick of ticks) {
    if (tick > upTo) break;
    taken.push(tick);
    if (taken.length >= most) break;
  }
  return taken;
}
