import type { ObservedRun } from './facts.ts';
import { isOpen } from './ledger.ts';
import type { ScheduleAction } from './plan-types.ts';
import type { Scene } from './scene.ts';
import { tickParameters } from './tick-parameters.ts';
import { byTick, msOf } from './time.ts';
import type { Entry, Ledger } from './types.ts';

/**
 * actionsFor derives everything to be done from the decided ledger and the runs that exist. It asks
 * for the same again until the world shows it, so a lost or repeated action does no harm.
 */
export function actionsFor(ledger: Ledger, scene: Scene): readonly ScheduleAction[] {
  return [
    ...cancellations(ledger, scene),
    ...startable(ledger, scene).map((entry) => createRun(entry, scene)),
    ...deletions(ledger, scene),
  ];
}

/** Entries whose run may be created now. One that exists was observed, so its uid is known. */
function startable(ledger: Ledger, scene: Scene): readonly Entry[] {
  const { mode, spec, activeRuns } = scene;
  if (mode !== 'Running') return [];
  const waiting = ledger.filter((entry) => isOpen(entry) && entry.runUID === undefined);
  if (spec.backfill !== undefined) {
    return waiting.slice(0, Math.max(0, spec.backfill.parallelism - activeRuns.length));
  }
  if (spec.concurrencyPolicy === 'Allow') return waiting;
  return activeRuns.length === 0 ? waiting.slice(0, 1) : [];
}

function createRun({ run = '', tick }: Entry, { spec }: Scene): ScheduleAction {
  return { verb: 'createRun', name: run, tick, parameters: tickParameters(spec, tick) };
}

/** Runs of earlier ticks have to end before the one that replaces them begins. */
function cancellations(ledger: Ledger, { activeRuns }: Scene): readonly ScheduleAction[] {
  const replacement = ledger.findLast((entry) => isOpen(entry) && entry.verdict === 'Replaced');
  if (replacement === undefined) return [];
  return activeRuns
    .filter(({ tick }) => msOf(tick) < msOf(replacement.tick))
    .filter(({ cancelling, deleting }) => !cancelling && !deleting)
    .map(({ name, uid }) => ({ verb: 'cancelRun', name, uid }));
}

/** Runs that ended, whose outcome is recorded, and that are older than the ones to keep. */
function deletions(ledger: Ledger, { facts, spec }: Scene): readonly ScheduleAction[] {
  const open = new Set(ledger.filter(isOpen).map(({ tick }) => msOf(tick)));
  const ended = facts.runs
    .filter(({ state, tick }) => state !== 'Active' && !open.has(msOf(tick)))
    .sort((one, other) => byTick(other, one));
  const succeeded = ended.filter(({ state }) => state === 'Succeeded');
  const others = ended.filter(({ state }) => state !== 'Succeeded');
  return [
    ...succeeded.slice(spec.successfulRunsHistoryLimit),
    ...others.slice(spec.failedRunsHistoryLimit),
  ]
    .filter(({ deleting }: ObservedRun) => !deleting)
    .map(({ name, uid }) => ({ verb: 'deleteRun', name, uid }));
}
