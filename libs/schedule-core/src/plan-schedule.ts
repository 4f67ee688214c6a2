import { actionsFor } from './actions.ts';
import { bounds, maxWaitMs } from './bounds.ts';
import { conditionsOf, readyOf } from './conditions.ts';
import { consecutiveFailures, newOutcomes, progressOf, totalsOf } from './counts.ts';
import { countsFromOf } from './cursor.ts';
import { eventsFor } from './events.ts';
import type { Instant, ScheduleFacts } from './facts.ts';
import { linesHashOf } from './identity.ts';
import { judge } from './judge.ts';
import type { Judged } from './judge.ts';
import { fitLedger } from './ledger.ts';
import { observeLedger } from './observe.ts';
import type { SchedulePlan } from './plan-types.ts';
import { sceneOf } from './scene.ts';
import type { Scene } from './scene.ts';
import { msOf } from './time.ts';
import type { Entry, Ledger, ScheduleStatus } from './types.ts';

/**
 * planSchedule decides what happens next in one schedule. It is total: an invalid schedule becomes a
 * condition. Asked again with its own status and otherwise the same facts, it changes nothing.
 */
export function planSchedule(facts: ScheduleFacts): SchedulePlan {
  const before = facts.schedule.status ?? {};
  // Its runs go with it: the garbage collector sees to that.
  if (facts.schedule.metadata.deletionTimestamp !== undefined) {
    return { status: before, actions: [], events: [], verdicts: [] };
  }
  const { judged, ledger, outcomes, failures } = nextLedger(facts);
  const scene = sceneOf(facts, failures);
  const backfill = progressOf(facts, judged.entries, outcomes);
  const ready = readyOf(ledger, backfill, scene);
  const status: ScheduleStatus = {
    conditions: conditionsOf(ready, scene),
    observedGeneration: facts.schedule.metadata.generation,
    ...tickFields(judged, scene),
    ...(scene.delayMs === 0 ? {} : { delaySeconds: scene.delayMs / 1000 }),
    active: scene.activeRuns.length,
    consecutiveFailures: failures,
    totals: totalsOf(before.totals, judged.entries),
    ...(backfill === undefined ? {} : { backfill }),
    ledger,
  };
  const waitMs = waitOf(judged, scene);
  return {
    status,
    actions: actionsFor(ledger, scene),
    events: eventsFor(before, judged.entries, ready),
    verdicts: judged.entries.map(({ tick, verdict }) => ({ tick, verdict })),
    ...(waitMs === undefined ? {} : { requeueAfterMs: waitMs }),
  };
}

interface Decided {
  readonly judged: Judged;
  readonly ledger: Ledger;
  /** Entries that got their outcome in this decision. */
  readonly outcomes: readonly Entry[];
  readonly failures: number;
}

/** First what happened, then the verdicts, which follow from it. */
function nextLedger(facts: ScheduleFacts): Decided {
  const recorded = facts.schedule.status?.ledger ?? [];
  const observed = observeLedger(recorded, facts);
  const known = consecutiveFailures(facts, newOutcomes(recorded, observed));
  const judged = judge(observed, sceneOf(facts, known));
  const outcomes = newOutcomes(recorded, judged.ledger);
  const failures = consecutiveFailures(facts, outcomes);
  return { judged, ledger: fitLedger(judged.ledger), outcomes, failures };
}

/** Where the schedule stands: the cursor, from when its lines count, and what comes next. */
function tickFields({ entries }: Judged, scene: Scene): ScheduleStatus {
  const { schedule, now } = scene.facts;
  const lastTick = entries.at(-1)?.tick ?? schedule.status?.lastTick;
  const next = scene.mode === 'Running' ? upcoming(entries, scene) : [];
  return {
    observedLines: linesHashOf(schedule.spec),
    ...(schedule.spec.backfill === undefined ? { countsFrom: countsFromOf(schedule, now) } : {}),
    ...(lastTick === undefined ? {} : { lastTick }),
    ...(next.length === 0 ? {} : { nextTicks: next.slice(0, bounds.nextTicks) }),
  };
}

/** Ticks without a verdict, oldest first: those that are due but wait, then those to come. */
function upcoming(entries: Ledger, { facts }: Scene): readonly Instant[] {
  if (facts.ticks.kind === 'Invalid') return [];
  const lastTick = entries.at(-1)?.tick ?? facts.schedule.status?.lastTick;
  const lastMs = lastTick === undefined ? Number.NEGATIVE_INFINITY : msOf(lastTick);
  return [...facts.ticks.due, ...facts.ticks.next].filter((tick) => msOf(tick) > lastMs);
}

/** Until the next tick starts; at once when not all due ticks could be judged together. */
function waitOf({ entries }: Judged, scene: Scene): number | undefined {
  const { facts, nowMs, delayMs } = scene;
  if (facts.ticks.kind === 'Invalid') return undefined;
  if (facts.ticks.more && entries.length > 0) return 0;
  const waits = facts.ticks.next.map((tick) => msOf(tick) + delayMs - nowMs);
  const future = waits.filter((wait) => wait > 0);
  return future.length === 0 ? undefined : Math.min(...future, maxWaitMs);
}
