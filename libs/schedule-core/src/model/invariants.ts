import { fitsBytes, isSame } from '@gho-platform/run-core';
import { bounds } from '../bounds.ts';
import { cursorOf } from '../cursor.ts';
import type { ObservedRun } from '../facts.ts';
import { isOpen } from '../ledger.ts';
import { planSchedule } from '../plan-schedule.ts';
import type { SchedulePlan } from '../plan-types.ts';
import { msOf } from '../time.ts';
import type { Entry, ScheduleStatus } from '../types.ts';
import { periodSeconds } from './decisions.ts';
import type { Decision, Decisions } from './decisions.ts';
import type { World, Write } from './world.ts';

/**
 * The invariants of a schedule. The strict ones hold for one controller, whatever happens; two at the
 * same time can exclude each other only through the status, so for them the weak ones hold.
 *
 *  1 weak    A tick gets one verdict, and it never changes.
 *  2 weak    No second run is created for a tick while the first exists.
 *  3 strict  At most one run is ever created for a tick, unless somebody deleted the first one before
 *            its uid was recorded.
 *  4 strict  With Forbid and Replace at most one run is active; a backfill has at most as many as its
 *            parallelism allows.
 *  5 weak    The cursor never goes back.
 *  6 weak    Every tick up to the cursor has its verdict: the totals say as many as there are.
 *  7 weak    At most maxCatchUp ticks are caught up by one decision, and a bounded number is open.
 *  8 weak    An outcome that was recorded never changes.
 *  9 strict  A run is created only for a tick that the stored status says is to run and has no outcome.
 * 10 weak    A decision about a schedule that is suspended, deleted or unreadable creates nothing.
 * 11 weak    Only runs that have ended are deleted.
 * 12 weak    A stored status is smaller than 10 kB.
 * 13 weak    A decision asked again with its own status changes nothing and tells nothing.
 * 14 weak    When the disturbances stop, nothing stays open and the history keeps its limits.
 * 15 weak    A schedule at rest costs no request.
 * 16 strict  Runs of a backfill are created in the order of their ticks, but for those that the API
 *            server denied at first; at rest each tick of its range had exactly one verdict.
 * 17 weak    A run that was refused for good, or whose name somebody else has, is not asked for again.
 */
export type Invariant = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17;

export class InvariantError extends Error {
  readonly invariant: Invariant;

  constructor(invariant: Invariant, message: string) {
    super(`invariant ${invariant}: ${message}`);
    this.invariant = invariant;
  }
}

function demand(invariant: Invariant, holds: boolean, message: string): void {
  if (!holds) throw new InvariantError(invariant, message);
}

/** Watcher remembers what was once true. */
export class Watcher {
  readonly #strict: boolean;
  readonly #verdicts = new Map<string, string>();
  readonly #created = new Map<string, ObservedRun[]>();

  constructor(strict: boolean) {
    this.#strict = strict;
  }

  /** Checks what must hold after every step, by the writes that the step made. */
  checkStep(world: World, writes: readonly Write[]): void {
    for (const write of writes) {
      if (write.kind === 'Status') this.#checkStatus(world, write.before, write.after);
      if (write.kind === 'Created') this.#checkCreation(world, write.run);
      if (write.kind === 'Deleted') {
        demand(11, write.run.state !== 'Active', `run ${write.run.name} was deleted while active`);
      }
    }
    if (!this.#strict) return;
    const { concurrencyPolicy, backfill } = world.schedule.spec;
    const most = backfill?.parallelism ?? (concurrencyPolicy === 'Allow' ? Infinity : 1);
    const active = world.activeRuns.map(({ name }) => name);
    demand(4, active.length <= most, `runs ${active.join(', ')} are active at the same time`);
  }

  #checkStatus(world: World, before: ScheduleStatus, after: ScheduleStatus): void {
    demand(12, fitsBytes(after, 9_999), 'the status has 10 kB or more');
    const [was, is] = [before.lastTick, after.lastTick];
    demand(5, was === undefined || (is !== undefined && msOf(is) >= msOf(was)), `${was} > ${is}`);
    const open = (after.ledger ?? []).filter(isOpen).length;
    demand(7, open <= bounds.open, `${open} entries are open`);
    checkCaughtUp(world, before, after);
    checkTotals(world, after);
    for (const entry of after.ledger ?? []) this.#checkEntry(before, entry);
  }

  #checkEntry(before: ScheduleStatus, entry: Entry): void {
    const { tick, verdict, outcome } = entry;
    const known = this.#verdicts.get(tick);
    demand(1, known === undefined || known === verdict, `tick ${tick} left ${known ?? ''}`);
    this.#verdicts.set(tick, verdict);
    const previous = before.ledger?.find((one) => one.tick === tick);
    if (previous === undefined) {
      const isNew = before.lastTick === undefined || msOf(tick) > msOf(before.lastTick);
      demand(1, isNew, `tick ${tick} was judged once more`);
    }
    const kept = previous?.outcome === undefined || previous.outcome === outcome;
    demand(8, kept, `tick ${tick} left ${previous?.outcome ?? ''}`);
  }

  #checkCreation(world: World, run: ObservedRun): void {
    const others = this.#created.get(run.tick) ?? [];
    this.#created.set(run.tick, [...others, run]);
    const exists = others.some(({ uid }) => world.runs.some((one) => one.uid === uid));
    demand(2, !exists, `run ${run.name} was created beside another`);
    if (this.#strict) this.#checkStrictly(world, run, others);
  }

  #checkStrictly(world: World, run: ObservedRun, others: readonly ObservedRun[]): void {
    const unknown = others.every(({ uid }) => world.deletedUnseen.has(uid));
    demand(3, unknown, `run ${run.name} was created again`);
    const entry = world.status.ledger?.find(({ tick }) => tick === run.tick);
    const isToRun = entry?.run === run.name && entry.outcome === undefined;
    demand(9, isToRun, `run ${run.name} was created, but its tick is ${entry?.verdict ?? ''}`);
    const isFirst = others.length === 0 && !world.refused.has(run.name);
    if (isFirst && world.schedule.spec.backfill !== undefined) this.#checkOrder(run);
  }

  #checkOrder(run: ObservedRun): void {
    const later = [...this.#created.keys()].filter((tick) => msOf(tick) > msOf(run.tick));
    demand(16, later.length === 0, `run ${run.name} came after ${later.join()}`);
  }
}

function checkCaughtUp(world: World, before: ScheduleStatus, after: ScheduleStatus): void {
  const count = (after.totals?.caughtUp ?? 0) - (before.totals?.caughtUp ?? 0);
  const { missedRunPolicy, maxCatchUp } = world.schedule.spec;
  // One more may join a queue of ticks that are caught up.
  const most = { Skip: 0, Latest: 1, All: maxCatchUp + 1 }[missedRunPolicy];
  demand(7, count <= most, `${count} ticks were caught up at once`);
}

function checkTotals({ schedule }: World, after: ScheduleStatus): void {
  const from = cursorOf({ ...schedule, status: { ...after } }, '');
  const start = schedule.spec.backfill?.from ?? after.countsFrom;
  if (after.lastTick === undefined || from === undefined || start === undefined) return;
  // The first tick of a backfill is its very beginning.
  const first = schedule.spec.backfill === undefined ? 0 : 1;
  const ticks = Math.floor((msOf(after.lastTick) - msOf(start)) / 1000 / periodSeconds) + first;
  const counted = totalsOf(after).reduce((sum, [, count]) => sum + count, 0);
  demand(6, counted === ticks, `${counted} verdicts for ${ticks} ticks`);
}

/** Names of verdicts with how many ticks had each. */
export function totalsOf({ totals = {} }: ScheduleStatus): readonly (readonly [string, number])[] {
  return Object.entries({ ...totals } as Readonly<Record<string, number>>);
}

/** Checks every decision by itself, also those that were made with stale caches. */
export function checkDecisions(decisions: Decisions): void {
  for (const decision of decisions.all) {
    checkAgain(decision);
    checkCreations(decision);
  }
}

function checkAgain({ facts, plan, changesNothing }: Decision): void {
  // Asked again, it would see the very same facts.
  if (changesNothing) {
    demand(13, plan.events.length === 0, 'a decision that changes nothing tells something');
    return;
  }
  const again = planSchedule({ ...facts, schedule: { ...facts.schedule, status: plan.status } });
  demand(13, isSame(again.status, plan.status), `asked again: ${JSON.stringify(again.status)}`);
  demand(13, again.events.length === 0, 'asked again, it tells the same again');
}

function checkCreations({ facts, plan }: Decision): void {
  const names = createdBy(plan);
  if (names.length === 0) return;
  const { schedule, ticks, foreignRunNames, refusedRuns } = facts;
  demand(10, !schedule.spec.suspend, 'a suspended schedule creates a run');
  demand(10, ticks.kind === 'Computed', 'a schedule that nobody can read creates a run');
  demand(10, schedule.metadata.deletionTimestamp === undefined, 'a deleted schedule creates a run');
  const refused = refusedRuns.filter(({ forGood }) => forGood).map(({ name }) => name);
  const hopeless = [...foreignRunNames, ...refused].find((name) => names.includes(name));
  demand(17, hopeless === undefined, `run ${hopeless ?? ''} is asked for again`);
}

function createdBy({ actions }: SchedulePlan): readonly string[] {
  return actions.filter(({ verb }) => verb === 'createRun').map(({ name }) => name);
}

/** Checks the world after the disturbances stopped and everybody had time. */
export function checkRest(world: World, strict: boolean): void {
  const open = (world.status.ledger ?? []).filter(isOpen).map(({ tick }) => tick);
  demand(14, open.length === 0, `ticks ${open.join(', ')} are open`);
  demand(14, world.activeRuns.length === 0, 'a run is active');
  const { successfulRunsHistoryLimit, failedRunsHistoryLimit, backfill } = world.schedule.spec;
  const succeeded = world.runs.filter(({ state }) => state === 'Succeeded').length;
  demand(14, succeeded <= successfulRunsHistoryLimit, `${succeeded} succeeded runs are kept`);
  const others = world.runs.length - succeeded;
  demand(14, others <= failedRunsHistoryLimit, `${others} other runs are kept`);
  if (backfill === undefined || !strict) return;
  const { total, started } = world.status.backfill ?? {};
  demand(16, total === 24 && started === 24, `${started ?? 0} of ${total ?? 0} ticks were run`);
}

/** Checks that nobody asks the API server anything. */
export function checkIdle(requests: number): void {
  demand(15, requests === 0, `${requests} requests at rest`);
}
