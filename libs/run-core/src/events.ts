import { runReasons } from '@gho-platform/api';
import type { Condition } from './conditions.ts';
import type { RunEvent } from './plan-types.ts';
import { shorten } from './text.ts';
import type { Attempt, RunStatus, StageStatus } from './types.ts';

/** The API server refuses longer notes. */
const maxNote = 1024;

/** eventsFor tells what changed between two statuses, each transition once. */
export function eventsFor(before: RunStatus, next: RunStatus): readonly RunEvent[] {
  const stages = (next.stages ?? []).flatMap((stage) => {
    const previous = before.stages?.find(({ name }) => name === stage.name);
    return [
      ...approvalEvents(previous, stage),
      ...attemptEvents(previous, stage),
      ...stageEvents(previous, stage),
    ];
  });
  return [
    ...accepted(before, next),
    ...stages,
    ...waitingEvents(before, next),
    ...runEvents(before, next),
  ];
}

function event(type: RunEvent['type'], reason: string, message: string): RunEvent {
  return { type, reason, message: shorten(message, maxNote) };
}

function accepted(before: RunStatus, next: RunStatus): readonly RunEvent[] {
  if (before.startedAt !== undefined || next.startedAt === undefined) return [];
  const revision = next.pipelineRevision ?? '';
  const { resumedFrom } = next;
  const resumed =
    resumedFrom === undefined ? '' : `, resumed from ${resumedFrom.name}: ${resumedFrom.message}`;
  return [event('Normal', 'RunAccepted', `Accepted with pipeline revision ${revision}${resumed}`)];
}

function approvalEvents(before: StageStatus | undefined, next: StageStatus): readonly RunEvent[] {
  const { decision, by = '', reason = '' } = next.approval ?? {};
  if (decision !== 'Approved' || before?.approval?.decision === decision) return [];
  const why = reason === '' ? '' : `: ${reason}`;
  return [event('Normal', 'StageApproved', `Stage ${next.name} was approved by ${by}${why}`)];
}

function attemptEvents(before: StageStatus | undefined, next: StageStatus): readonly RunEvent[] {
  return (next.attempts ?? []).flatMap((attempt) => {
    const previous = before?.attempts?.find(({ number }) => number === attempt.number);
    const started = previous === undefined ? [attemptStarted(next, attempt)] : [];
    const ended = previous?.state === attempt.state ? [] : attemptEnded(next, attempt);
    return [...started, ...ended];
  });
}

function attemptStarted({ name }: StageStatus, { number, jobName }: Attempt): RunEvent {
  return number === 1
    ? event('Normal', 'StageStarted', `Started stage ${name} with job ${jobName}`)
    : event(
        'Normal',
        'AttemptStarted',
        `Started attempt ${number} of stage ${name} with job ${jobName}`,
      );
}

function attemptEnded({ name }: StageStatus, attempt: Attempt): readonly RunEvent[] {
  const text = `attempt ${attempt.number} of stage ${name}: ${attempt.reason ?? ''}: ${attempt.message ?? ''}`;
  if (attempt.state === 'Failed') return [event('Warning', 'AttemptFailed', `Failed ${text}`)];
  if (attempt.state !== 'Interrupted') return [];
  const type = attempt.reason === runReasons.suspended ? 'Normal' : 'Warning';
  return [event(type, 'AttemptInterrupted', `Interrupted ${text}`)];
}

const stageEnds: Readonly<Partial<Record<StageStatus['state'], [RunEvent['type'], string]>>> = {
  Succeeded: ['Normal', 'StageSucceeded'],
  Failed: ['Warning', 'StageFailed'],
  TimedOut: ['Warning', 'StageTimedOut'],
  Cancelled: ['Warning', 'StageCancelled'],
  Stopping: ['Normal', 'StageStopping'],
};

function stageEvents(before: StageStatus | undefined, next: StageStatus): readonly RunEvent[] {
  const end = stageEnds[next.state];
  if (end === undefined || before?.state === next.state) return [];
  const [type, reason] = end;
  const why = next.message === undefined ? '' : `: ${next.message}`;
  return [event(type, reason, `Stage ${next.name} is ${next.state}${why}`)];
}

/** What the user may have to do something about; the rest of waiting is ordinary progress. */
const noteworthyWaits: ReadonlySet<string | undefined> = new Set([
  'PipelineNotFound',
  'Approval',
  'Unschedulable',
  'ImagePull',
  'ContainerConfig',
  'Quota',
]);

const queues: ReadonlySet<string | undefined> = new Set(['ConcurrencyLimit', 'Partition']);

function waitingEvents(before: RunStatus, next: RunStatus): readonly RunEvent[] {
  const { waiting } = next;
  if (waiting === undefined) return [];
  if (queues.has(waiting.reason)) {
    const isNew = !queues.has(before.waiting?.reason);
    return isNew ? [event('Normal', 'RunQueued', waiting.message)] : [];
  }
  if (!noteworthyWaits.has(waiting.reason)) return [];
  if (before.waiting?.reason === waiting.reason && before.waiting.on === waiting.on) return [];
  return [event('Warning', waiting.reason, `Waits for ${waiting.on ?? ''}: ${waiting.message}`)];
}

function runEvents(before: RunStatus, next: RunStatus): readonly RunEvent[] {
  const [was, is] = [summary(before), summary(next)];
  if (is === undefined) return [];
  if (was?.status !== is.status && is.status !== 'Unknown') {
    return [runEnded(is)];
  }
  const [wasSuspended, isSuspended] = [was?.reason, is.reason].map(
    (reason) => reason === runReasons.suspended,
  );
  if (wasSuspended === isSuspended || is.status !== 'Unknown') return [];
  return isSuspended === true
    ? [event('Normal', 'RunSuspended', is.message)]
    : [event('Normal', 'RunResumed', is.message)];
}

const quietEnds: ReadonlyMap<string, string> = new Map([
  [runReasons.succeeded, 'RunSucceeded'],
  [runReasons.alreadyDone, 'RunAlreadyDone'],
  [runReasons.planned, 'RunPlanned'],
]);

function runEnded({ reason, message }: Condition): RunEvent {
  const quiet = quietEnds.get(reason);
  if (quiet !== undefined) return event('Normal', quiet, message);
  return event('Warning', badEnd(reason), `${reason}: ${message}`);
}

function badEnd(reason: string): string {
  if (reason === runReasons.cancelled) return 'RunCancelled';
  return reason === runReasons.timedOut ? 'RunTimedOut' : 'RunFailed';
}

function summary(status: RunStatus): Condition | undefined {
  return status.conditions?.find(({ type }) => type === 'Succeeded');
}
