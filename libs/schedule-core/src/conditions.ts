import type { PipelineScheduleStatusCondition } from '@gho-platform/api';
import { scheduleReasons } from '@gho-platform/api';
import { shorten } from '@gho-platform/run-core';
import { bounds } from './bounds.ts';
import { isComplete } from './counts.ts';
import { isOpen } from './ledger.ts';
import { neverCreated } from './observe.ts';
import type { Scene } from './scene.ts';
import type { Entry, Ledger, ScheduleStatus } from './types.ts';

export type Condition = PipelineScheduleStatusCondition;

/** Ready is the summary before it is compared with the recorded one. */
export interface Ready {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
  /** Whether it gets well by itself. */
  readonly isPassing: boolean;
}

/**
 * readyOf says whether the schedule does its work. How runs end is no part of it: a schedule that
 * starts what it should is healthy, until stopAfterFailures stops it.
 */
export function readyOf(ledger: Ledger, backfill: ScheduleStatus['backfill'], scene: Scene): Ready {
  return unready(ledger, scene) ?? ready(backfill, scene);
}

function unready(ledger: Ledger, { mode, facts, spec }: Scene): Ready | undefined {
  if (facts.ticks.kind === 'Invalid') {
    return notReady(scheduleReasons.invalidSchedule, facts.ticks.message);
  }
  if (mode === 'Stopped') {
    const message = `${spec.stopAfterFailures ?? 0} runs failed in a row; set spec.suspend to true and back to false to go on`;
    return notReady(scheduleReasons.stoppedAfterFailures, message);
  }
  const newest = ledger.findLast(({ run }) => run !== undefined);
  if (newest?.runUID !== undefined) return undefined;
  const denied = deniedRun(newest, facts.refusedRuns);
  if (denied !== undefined) {
    return { ...notReady(scheduleReasons.runNotCreated, denied), isPassing: true };
  }
  return newest === undefined ? undefined : neverCreatedRun(newest);
}

/** Why the newest run could not be created, as the ledger has it. */
function neverCreatedRun({ outcome, message = '' }: Entry): Ready | undefined {
  if (outcome !== 'Failed') return undefined;
  if (message.startsWith(neverCreated.conflict)) {
    return notReady(scheduleReasons.nameConflict, message);
  }
  if (!message.startsWith(neverCreated.refused)) return undefined;
  return notReady(scheduleReasons.runRefused, message);
}

function deniedRun(
  newest: Entry | undefined,
  refusedRuns: Scene['facts']['refusedRuns'],
): string | undefined {
  if (newest === undefined || !isOpen(newest)) return undefined;
  return refusedRuns.find(({ name, forGood }) => name === newest.run && !forGood)?.message;
}

function ready(backfill: ScheduleStatus['backfill'], { mode, spec }: Scene): Ready {
  if (mode === 'Suspended') {
    return isReady(scheduleReasons.suspended, 'suspended by spec.suspend; nothing starts');
  }
  if (backfill !== undefined) {
    return isComplete(backfill)
      ? isReady(scheduleReasons.backfillComplete, `all ${backfill.total ?? 0} ticks have run`)
      : isReady(scheduleReasons.backfilling, 'the ticks of the range run in their order');
  }
  const lines = spec.cron.length === 1 ? '1 cron line' : `${spec.cron.length} cron lines`;
  return isReady(scheduleReasons.scheduled, `runs by ${lines} in ${spec.timeZone}`);
}

function notReady(reason: string, message: string): Ready {
  return { status: 'False', reason, message, isPassing: false };
}

function isReady(reason: string, message: string): Ready {
  return { status: 'True', reason, message, isPassing: false };
}

/** The conditions as they are stored; Reconciling and Stalled are what kstatus reads. */
export function conditionsOf(wanted: Ready, { facts }: Scene): readonly Condition[] {
  const { status, reason, isPassing } = wanted;
  const message = shorten(wanted.message, bounds.conditionMessage);
  const waits = status === 'False' && isPassing;
  const stalls = status === 'False' && !isPassing;
  return [
    nextCondition({ type: 'Ready', status, reason, message }, facts),
    nextCondition(whileTrue('Reconciling', waits, { reason, message }), facts),
    nextCondition(whileTrue('Stalled', stalls, { reason, message }), facts),
  ];
}

type Wanted = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

function whileTrue(
  type: Condition['type'],
  isTrue: boolean,
  { reason, message }: Pick<Condition, 'reason' | 'message'>,
): Wanted {
  return { type, status: isTrue ? 'True' : 'False', reason, message: isTrue ? message : '' };
}

function nextCondition(wanted: Wanted, { schedule, now }: Scene['facts']): Condition {
  const previous = schedule.status?.conditions?.find(({ type }) => type === wanted.type);
  const unchanged = previous?.status === wanted.status;
  return {
    ...wanted,
    lastTransitionTime: unchanged ? previous.lastTransitionTime : now,
    observedGeneration: schedule.metadata.generation,
  };
}
