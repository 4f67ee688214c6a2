import { runReasons } from '@gho-platform/api';
import type { PipelineRunStatusWaiting } from '@gho-platform/api';
import { approvalExpiry } from './approval.ts';
import { bounds } from './bounds.ts';
import type { Blockage, Facts, Instant } from './facts.ts';
import { currentAttempt, jobOf, leftoversOf, openAttempt } from './jobs.ts';
import type { RunScene } from './scene.ts';
import { stageSpec } from './stage-spec.ts';
import { shorten, shortenBytes } from './text.ts';
import { after, isDue } from './time.ts';
import type { StageStatus } from './types.ts';

type Waiting = PipelineRunStatusWaiting;

/**
 * Every pod is without a node or an image for a moment. A blockage is shown when it lasts longer
 * than this, which also saves two status writes for each stage.
 */
const patienceMs: Readonly<Record<Blockage['reason'], number>> = {
  Unschedulable: 5_000,
  ImagePull: 5_000,
  ContainerConfig: 5_000,
  // The Job controller needs its time to create pods, more so under load.
  Quota: 15_000,
};

/** waitingOf answers "why is it not moving?"; undefined while something works. */
export function waitingOf(stages: readonly StageStatus[], scene: RunScene): Waiting | undefined {
  return (
    stopping(stages, scene) ??
    (scene.suspended ? suspended(stages, scene.facts) : undefined) ??
    approval(stages, scene.facts) ??
    retrying(stages, scene.facts) ??
    blocked(stages, scene.facts)
  );
}

/** waitingForPipeline: the run starts as soon as its Pipeline exists. */
export function waitingForPipeline({ run, pipeline }: Facts): Waiting {
  const message = pipeline.kind === 'Missing' ? pipeline.message : '';
  return {
    reason: runReasons.pipelineNotFound,
    on: run.spec.pipelineRef.name,
    since: run.metadata.creationTimestamp,
    message: shortenBytes(message, bounds.waitingBytes),
  };
}

/** When a blockage of the running attempt becomes worth showing. */
export function blockageShownAt(stages: readonly StageStatus[], facts: Facts): Instant | undefined {
  const found = blockageOf(stages, facts);
  return found === undefined ? undefined : after(found.since, patienceMs[found.reason]);
}

function stopping(stages: readonly StageStatus[], { facts }: RunScene): Waiting | undefined {
  const stage = stages.find(({ state }) => state === 'Stopping');
  const attempt = stage === undefined ? undefined : openAttempt(stage);
  const leftovers = leftoversOf(stages, facts.jobs).map(({ name }) => name);
  const names = attempt === undefined ? leftovers : [attempt.jobName, ...leftovers];
  const [on] = names;
  if (on === undefined) return undefined;
  const message = `job ${names.join(', ')} has to end first; its pods may take their grace period`;
  return keepSince(
    { reason: 'Stopping', on, message: shortenBytes(message, bounds.waitingBytes) },
    facts,
  );
}

/** A suspended run that has ended its work waits for nothing. */
function suspended(stages: readonly StageStatus[], facts: Facts): Waiting | undefined {
  const stage = stages.find(({ state }) => state === 'Pending' || state === 'Retrying');
  if (stage === undefined) return undefined;
  const message = `set spec.suspend to false to go on with stage ${stage.name}`;
  return keepSince({ reason: 'Suspended', on: stage.name, message }, facts);
}

function approval(stages: readonly StageStatus[], facts: Facts): Waiting | undefined {
  const stage = awaitingApproval(stages);
  if (stage?.approval === undefined) return undefined;
  const until = approvalExpiry(stage, stageSpec(stage.name, facts));
  const message = approvalRequest(stage.name, facts);
  return {
    reason: 'Approval',
    on: stage.name,
    since: stage.approval.requestedAt,
    ...(until === undefined ? {} : { until }),
    message: shortenBytes(message, bounds.waitingBytes),
  };
}

/** approvalRequest says what is to be approved, or why nobody can. */
export function approvalRequest(stage: string, facts: Facts): string {
  const what = stageSpec(stage, facts)?.approval?.message ?? `approve or refuse stage ${stage}`;
  return facts.trustsApprovals
    ? what
    : `no approval counts: the admission policy that vouches for who gave it is not installed (${what})`;
}

/** The stage that could start but for an approval. */
export function awaitingApproval(stages: readonly StageStatus[]): StageStatus | undefined {
  return stages.find(
    ({ state, approval: asked }) =>
      state === 'Pending' && asked !== undefined && asked.decision === undefined,
  );
}

function retrying(stages: readonly StageStatus[], facts: Facts): Waiting | undefined {
  const stage = stages.find(({ state }) => state === 'Retrying');
  if (stage?.nextAttemptAt === undefined) return undefined;
  return {
    reason: 'RetryBackoff',
    on: stage.name,
    since: currentAttempt(stage)?.finishedAt ?? facts.now,
    until: stage.nextAttemptAt,
    message: shortenBytes(stage.message ?? '', bounds.waitingBytes),
  };
}

function blocked(stages: readonly StageStatus[], facts: Facts): Waiting | undefined {
  const found = blockageOf(stages, facts);
  const shownAt = blockageShownAt(stages, facts);
  if (found === undefined || shownAt === undefined || !isDue(shownAt, facts.now)) return undefined;
  return {
    reason: found.reason,
    on: shorten(found.on, bounds.name),
    since: found.since,
    message: shortenBytes(found.message, bounds.waitingBytes),
  };
}

/** What keeps the running attempt from running, however short. */
export function blockageOf(stages: readonly StageStatus[], facts: Facts): Blockage | undefined {
  const stage = stages.find(({ state }) => state === 'Running');
  const attempt = stage === undefined ? undefined : openAttempt(stage);
  if (attempt === undefined) return undefined;
  return jobOf(attempt, facts.jobs)?.blocked ?? deniedJob(attempt.jobName, facts);
}

/** The API server does not even take the Job. */
function deniedJob(name: string, { deniedJobs }: Facts): Blockage | undefined {
  const denied = deniedJobs.find((job) => job.name === name);
  if (denied === undefined) return undefined;
  return { reason: 'Quota', on: name, since: denied.since, message: denied.message };
}

/** The same wait goes on since it was first noticed. */
function keepSince(waiting: Omit<Waiting, 'since'>, { run, now }: Facts): Waiting {
  const previous = run.status?.waiting;
  const same = previous?.reason === waiting.reason && previous.on === waiting.on;
  return { ...waiting, since: same ? previous.since : now };
}
