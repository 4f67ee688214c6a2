import { bounds, onTimeMs } from './bounds.ts';
import { cursorOf } from './cursor.ts';
import type { Instant, ScheduleFacts } from './facts.ts';
import { runNameOf } from './identity.ts';
import { isOpen } from './ledger.ts';
import { closed, observed } from './observe.ts';
import type { Scene } from './scene.ts';
import { msOf } from './time.ts';
import type { Entry, Ledger, Verdict } from './types.ts';

/** Judged is the ledger after some ticks got their verdicts. */
export interface Judged {
  readonly ledger: Ledger;
  /** The new entries, oldest first. */
  readonly entries: readonly Entry[];
}

/** Call is a verdict and, where it needs one, its explanation. */
interface Call {
  readonly verdict: Verdict;
  readonly message?: string;
}

/**
 * judge gives each due tick its verdict, oldest first. No tick gets another one later, since the
 * cursor moves on with it.
 */
export function judge(ledger: Ledger, scene: Scene): Judged {
  const ticks = decidable(scene);
  const start: Judged = { ledger, entries: [] };
  if (scene.spec.backfill !== undefined) return ticks.reduce(judgeBackfill(scene), start);
  const candidates = catchUpCandidates(ticks, scene);
  return ticks.reduce((judged, tick) => {
    const call = callOf(tick, judged.ledger, { ...scene, candidates });
    return added(judged, tick, { ...call, facts: scene.facts });
  }, start);
}

/**
 * The due ticks about which there is no doubt. When more are due than the facts hold, the last of
 * them may be among the newest of all or not, so they wait for the next decision.
 */
function decidable({ facts }: Scene): readonly Instant[] {
  if (facts.ticks.kind === 'Invalid') return [];
  const cursor = cursorOf(facts.schedule, facts.now);
  const { due, more } = facts.ticks;
  const certain = more ? due.slice(0, Math.max(0, due.length - bounds.open)) : due;
  const cursorMs = cursor === undefined ? Number.NEGATIVE_INFINITY : msOf(cursor);
  return certain.filter((tick) => msOf(tick) > cursorMs);
}

/** Ticks of a backfill start in their order, as many at a time as it allows. */
function judgeBackfill(scene: Scene): (judged: Judged, tick: Instant) => Judged {
  const { mode, spec, facts } = scene;
  const parallelism = spec.backfill?.parallelism ?? 1;
  return (judged, tick) => {
    const isFull = judged.ledger.filter(isOpen).length >= parallelism;
    return isFull || mode !== 'Running' ? judged : added(judged, tick, { verdict: 'Ran', facts });
  };
}

interface JudgeScene extends Scene {
  /** Missed ticks that are caught up. */
  readonly candidates: ReadonlySet<Instant>;
}

function callOf(tick: Instant, ledger: Ledger, scene: JudgeScene): Call {
  const { mode, spec } = scene;
  if (mode === 'Suspended') return { verdict: 'Suspended' };
  if (mode === 'Stopped') {
    const message = `stopped after ${spec.stopAfterFailures ?? 0} failures in a row`;
    return { verdict: 'Suspended', message };
  }
  if (isPastDeadline(tick, scene)) {
    return { verdict: 'Missed', message: 'later than startingDeadlineSeconds' };
  }
  if (isLate(tick, scene)) return lateCall(tick, ledger, scene);
  return onTimeCall(ledger, scene);
}

function lateCall(tick: Instant, ledger: Ledger, { candidates, spec }: JudgeScene): Call {
  if (!candidates.has(tick)) return { verdict: 'Missed' };
  const open = ledger.filter(isOpen).length;
  if (spec.concurrencyPolicy === 'Replace' && open > 0) return { verdict: 'Replaced' };
  return open >= bounds.open ? tooMany('Missed') : { verdict: 'CaughtUp' };
}

function onTimeCall(ledger: Ledger, { spec }: JudgeScene): Call {
  const open = ledger.filter(isOpen);
  if (open.length === 0) return { verdict: 'Ran' };
  if (spec.concurrencyPolicy === 'Replace') return { verdict: 'Replaced' };
  if (open.length >= bounds.open) return tooMany('SkippedForbid');
  if (spec.concurrencyPolicy === 'Allow') return { verdict: 'Ran' };
  const queued = open.filter(({ verdict, runUID }) => verdict === 'CaughtUp' && !runUID).length;
  // Whoever asked for all ticks does not want the one that comes during the catching up skipped.
  if (spec.missedRunPolicy === 'All' && queued > 0 && queued < spec.maxCatchUp) {
    return { verdict: 'CaughtUp', message: 'waits behind ticks that are caught up' };
  }
  const active = open.map(({ run }) => run).join(', ');
  return { verdict: 'SkippedForbid', message: `active: ${active}` };
}

function tooMany(verdict: Verdict): Call {
  return { verdict, message: `${bounds.open} runs are open, which is the most` };
}

/** The missed ticks that missedRunPolicy lets run; with Replace at most one, since it replaces. */
function catchUpCandidates(ticks: readonly Instant[], scene: Scene): ReadonlySet<Instant> {
  const { missedRunPolicy, concurrencyPolicy, maxCatchUp } = scene.spec;
  const { ticks: facts } = scene.facts;
  if (missedRunPolicy === 'Skip' || facts.kind === 'Invalid' || facts.more) return new Set();
  const onlyNewest = missedRunPolicy === 'Latest' || concurrencyPolicy === 'Replace';
  const newest = ticks.slice(onlyNewest ? -1 : 0);
  const late = newest.filter((tick) => isLate(tick, scene) && !isPastDeadline(tick, scene));
  return new Set(late.slice(-maxCatchUp));
}

function isLate(tick: Instant, scene: Scene): boolean {
  return lateMs(tick, scene) > onTimeMs;
}

function isPastDeadline(tick: Instant, scene: Scene): boolean {
  const { startingDeadlineSeconds } = scene.spec;
  if (startingDeadlineSeconds === undefined) return false;
  return lateMs(tick, scene) > startingDeadlineSeconds * 1000;
}

function lateMs(tick: Instant, { nowMs, delayMs }: Scene): number {
  return nowMs - msOf(tick) - delayMs;
}

const starts: ReadonlySet<Verdict> = new Set(['Ran', 'CaughtUp', 'Replaced']);

function added(
  { ledger, entries }: Judged,
  tick: Instant,
  { verdict, message, facts }: Call & { readonly facts: ScheduleFacts },
): Judged {
  const { name } = facts.schedule.metadata;
  const entry: Entry = {
    tick,
    verdict,
    ...(starts.has(verdict) ? { run: runNameOf(name, tick) } : {}),
    ...(message === undefined ? {} : { message: message.slice(0, bounds.message) }),
  };
  const before = verdict === 'Replaced' ? ledger.map((one) => overtaken(one, tick)) : ledger;
  // With another controller at work, the run of a tick may exist before its verdict is seen.
  return { ledger: [...before, observed(entry, facts)], entries: [...entries, entry] };
}

/** What waits for its turn is not started any more when a newer tick replaces it. */
function overtaken(entry: Entry, by: Instant): Entry {
  if (!isOpen(entry) || entry.runUID !== undefined) return entry;
  return closed(entry, 'Cancelled', `replaced by ${by} before its run was created`);
}
