import { runReasons } from '@gho-platform/api';
import type { RunReason } from '@gho-platform/api';
import type { Wanted } from './conditions.ts';
import type { ObservedJob } from './facts.ts';
import { hasEnded, hasEndedBadly, isFinally } from './finally.ts';
import { leftoversOf, openAttempt } from './jobs.ts';
import { progressOf } from './progress.ts';
import type { RunScene } from './scene.ts';
import type { StageStatus } from './types.ts';
import { awaitingApproval } from './waiting.ts';

/**
 * succeededCondition sums the stages up. True and False are for good, so they wait until nothing of
 * the run can do anything any more.
 */
export function succeededCondition(stages: readonly StageStatus[], scene: RunScene): Wanted {
  const inOrder = stages.filter((stage) => !isFinally(stage));
  const end = endOf(inOrder, scene);
  if (end === undefined) return active(stages, scene);
  const leftovers = leftoversOf(stages, scene.facts.jobs);
  if (!inOrder.every(hasEnded)) return stopping(stages, leftovers, end);
  const last = stages.filter(isFinally);
  const unfinished = last.find((stage) => !hasEnded(stage));
  if (unfinished !== undefined) return finishing(unfinished, end);
  return leftovers.length === 0 ? endAfter(last, end) : stopping(stages, leftovers, end);
}

/** A run whose work succeeded fails with a stage that runs Finally; any other fails already. */
function endAfter(last: readonly StageStatus[], end: Wanted): Wanted {
  const bad = last.find(({ state }) => hasEndedBadly(state));
  return bad === undefined || end.status === 'False' ? end : failedBy(bad);
}

function finishing({ name, state, message }: StageStatus, end: Wanted): Wanted {
  const doing = state === 'Pending' ? 'is about to start' : `is ${state}`;
  const why = message === undefined ? '' : ` (${message})`;
  return unknown(
    runReasons.finishing,
    `stage ${name}, which runs finally, ${doing}${why}; the run ends with ${end.reason}: ${end.message}`,
  );
}

/** Unknown, for a run that has no stages to speak of yet. */
export function unknown(reason: RunReason, message: string): Wanted {
  return { type: 'Succeeded', status: 'Unknown', reason, message };
}

/** False, for a run that ends without success. */
export function unsuccessful(reason: string, message: string): Wanted {
  return { type: 'Succeeded', status: 'False', reason, message };
}

/** The end of a run that has nothing to do, as that of the one before it. */
export function alreadyDone(outcome: 'Succeeded' | 'Failed', message: string): Wanted {
  const status = outcome === 'Succeeded' ? 'True' : 'False';
  return { type: 'Succeeded', status, reason: runReasons.alreadyDone, message };
}

function endOf(stages: readonly StageStatus[], { halt }: RunScene): Wanted | undefined {
  const bad = stages.find(({ state }) => hasEndedBadly(state));
  if (bad !== undefined) return failedBy(bad);
  if (stages.length > 0 && stages.every(({ state }) => state === 'Succeeded')) {
    const message = `all ${stages.length} stages succeeded`;
    return { type: 'Succeeded', status: 'True', reason: runReasons.succeeded, message };
  }
  if (halt !== undefined) return unsuccessful(halt.reason, halt.message);
  // Nobody skips a stage without an end before it; a status edited by hand must not wait for ever.
  const skipped = stages.find(({ state }) => state === 'Skipped');
  return skipped && unsuccessful(runReasons.stageFailed, `stage ${skipped.name} was skipped`);
}

function failedBy({ name, reason, message = '' }: StageStatus): Wanted {
  return unsuccessful(reason ?? runReasons.stageFailed, `stage ${name}: ${message}`);
}

function stopping(
  stages: readonly StageStatus[],
  leftovers: readonly ObservedJob[],
  end: Wanted,
): Wanted {
  const open = stages.map((stage) => openAttempt(stage)?.jobName);
  const names = [...open, ...leftovers.map(({ name }) => name)].filter(
    (name) => name !== undefined,
  );
  return unknown(runReasons.stopping, `waits for job ${names.join(', ')} to end: ${end.message}`);
}

function active(stages: readonly StageStatus[], { suspended, facts }: RunScene): Wanted {
  const stage = stages.find(({ state }) => state !== 'Succeeded' && state !== 'Pending');
  const progress = progressOf(stages);
  if (suspended)
    return unknown(runReasons.suspended, `suspended by spec.suspend, ${progress} done`);
  const asked = awaitingApproval(stages);
  if (asked !== undefined) {
    const message = `stage ${asked.name} waits for an approval, ${progress} done`;
    return unknown(runReasons.awaitingApproval, message);
  }
  if (stage === undefined) return notRunning(stages, facts.run.metadata.name);
  const where = `stage ${stage.name}, attempt ${stage.attempts?.at(-1)?.number ?? 1}`;
  if (stage.state === 'Retrying') {
    return unknown(runReasons.retrying, `${where} did not succeed: ${stage.message ?? ''}`);
  }
  if (stage.state === 'Stopping') return unknown(runReasons.stopping, `${where} is being stopped`);
  return unknown(runReasons.running, `${where} is running, ${progress} done`);
}

function notRunning(stages: readonly StageStatus[], run: string): Wanted {
  const next = stages.find(({ state }) => state === 'Pending')?.name ?? '';
  return stages[0]?.state === 'Pending'
    ? unknown(runReasons.pending, `run ${run} is accepted, stage ${next} has not started`)
    : unknown(runReasons.running, `stage ${next} is about to start, ${progressOf(stages)} done`);
}
