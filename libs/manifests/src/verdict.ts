import type { FailureReason, StageResult, Verdict } from '@gho-platform/run-core';
import type { V1Job, V1JobCondition, V1Pod } from '@kubernetes/client-node';
import { completedShards, shardCount } from './completed-shards.ts';
import { instantOf, noInstant } from './instant.ts';
import { mergeKnownResults, mergeMessages, mergeResults } from './merge-results.ts';
import { isOverItsLimit, podOutcome } from './pod-outcome.ts';
import type { PodOutcome } from './pod-outcome.ts';

type FailedVerdict = Extract<Verdict, { kind: 'Failed' }>;

/** A retry will not change these, so they outrank what other shards died of. */
const lastingReasons: readonly (FailureReason | undefined)[] = [
  'DataRejected',
  'ConfigurationInvalid',
];

/**
 * verdictOf says what is certain. In order: every shard ended with 0; a shard ended by itself with
 * another code; the Job's own word, which decides about pods that were evicted, deleted or lost.
 */
export function verdictOf(job: V1Job, pods: readonly V1Pod[]): Verdict {
  const outcomes = pods.map(podOutcome).filter((outcome) => outcome !== undefined);
  const successes = newestSuccesses(outcomes);
  if (isComplete(job, successes)) return succeeded(job, successes);
  const failures = outcomes.filter(
    ({ byItself, exitCode, shard }) => byItself && exitCode !== 0 && !successes.has(shard),
  );
  if (failures.length > 0) return failedByItself(failures, outcomes);
  const failed = conditionOf(job, ['Failed', 'FailureTarget']);
  return failed === undefined ? { kind: 'Undecided' } : failedByJob(failed, outcomes, pods);
}

/** How many shards are known to have succeeded. */
export function countSucceeded(job: V1Job, pods: readonly V1Pod[]): number {
  const outcomes = pods.map(podOutcome).filter((outcome) => outcome !== undefined);
  return succeededShards(job, newestSuccesses(outcomes)).size;
}

function newestSuccesses(outcomes: readonly PodOutcome[]): Map<number, PodOutcome> {
  const newest = new Map<number, PodOutcome>();
  for (const outcome of outcomes) {
    if (outcome.exitCode !== 0) continue;
    const seen = newest.get(outcome.shard);
    if (seen === undefined || outcome.at > seen.at) newest.set(outcome.shard, outcome);
  }
  return newest;
}

/** Shards whose pods are gone count too, as the Job counted them. */
function succeededShards(job: V1Job, successes: ReadonlyMap<number, unknown>): Set<number> {
  return new Set([...successes.keys(), ...completedShards(job)]);
}

function isComplete(job: V1Job, successes: ReadonlyMap<number, unknown>): boolean {
  if (conditionOf(job, ['Complete', 'SuccessCriteriaMet']) !== undefined) return true;
  return succeededShards(job, successes).size >= (job.spec?.completions ?? 1);
}

/** What a shard reported goes with its pod. Without it later stages would work with a hole. */
function succeeded(job: V1Job, successes: ReadonlyMap<number, PodOutcome>): Verdict {
  const last = [...successes.values()]
    .map(({ at }) => at)
    .sort()
    .at(-1);
  const at = last ?? instantOf(job.status?.completionTime) ?? lastCondition(job);
  const shards = Array.from({ length: shardCount(job) }, (_, shard) => successes.get(shard));
  const result = mergeKnownResults(shards.map((outcome) => outcome?.said.result));
  if (result !== undefined) return { kind: 'Succeeded', at, result };
  const lost = shards.filter((outcome) => outcome === undefined).length;
  const message = `the work was done, but ${lost} of ${shards.length} pods are gone, and with them what they reported`;
  return { kind: 'Failed', at, reason: 'InfrastructureLost', message, result: {} };
}

function failedByItself(
  failures: readonly PodOutcome[],
  outcomes: readonly PodOutcome[],
): FailedVerdict {
  const ordered = failures.toSorted((a, b) => rank(a) - rank(b) || compare(a.at, b.at));
  const [first] = ordered;
  const same = ordered.filter(({ reason }) => reason === first?.reason);
  const messages = same.map(messageOf);
  return {
    kind: 'Failed',
    at: first?.at ?? noInstant,
    reason: first?.reason ?? 'StageCrashed',
    ...(first?.said.reason === undefined ? {} : { detail: first.said.reason }),
    message: mergeMessages(messages),
    ...(first === undefined ? {} : { exitCode: first.exitCode }),
    result: resultOf(outcomes),
  };
}

/**
 * The Job gave up. Its deadline is its own reason. Otherwise its pods were deleted or lost; what a
 * container itself said about data or configuration still holds, since no signal makes those codes.
 */
function failedByJob(
  condition: V1JobCondition,
  outcomes: readonly PodOutcome[],
  pods: readonly V1Pod[],
): FailedVerdict {
  const lasting = outcomes.filter(({ reason }) => lastingReasons.includes(reason));
  const deadline = condition.reason === 'DeadlineExceeded';
  if (!deadline && lasting.length > 0) return failedByItself(lasting, outcomes);
  const text = [condition.reason, condition.message].filter((part) => part !== undefined);
  return {
    kind: 'Failed',
    at: instantOf(condition.lastTransitionTime) ?? noInstant,
    reason: deadline ? 'AttemptTimedOut' : withoutOutcome(pods),
    message: mergeMessages([text.join(': '), ...wordsOf(pods)]),
    result: resultOf(outcomes),
  };
}

/** Why a Job gave up although no container of it said anything. */
function withoutOutcome(pods: readonly V1Pod[]): FailureReason {
  return pods.some(isOverItsLimit) ? 'StageCrashed' : 'InfrastructureLost';
}

/** What the kubelet says of pods that it ended or never started, such as UnexpectedAdmissionError. */
function wordsOf(pods: readonly V1Pod[]): readonly string[] {
  return pods
    .map(({ status }) => [status?.reason, status?.message].filter((part) => part !== undefined))
    .filter((parts) => parts.length > 0)
    .map((parts) => parts.join(': '));
}

function resultOf(outcomes: readonly PodOutcome[]): StageResult {
  const byShard = new Map<number, PodOutcome>();
  for (const outcome of outcomes) {
    const seen = byShard.get(outcome.shard);
    if (seen === undefined || outcome.at > seen.at) byShard.set(outcome.shard, outcome);
  }
  const shards = [...byShard.values()].sort((a, b) => a.shard - b.shard);
  return mergeResults(shards.map(({ said }) => said.result));
}

function messageOf({ said, exitCode, reason }: PodOutcome): string {
  if (said.message !== undefined) return said.message;
  return reason === 'OutOfMemory'
    ? 'the container used more memory than its limit'
    : `the container exited with code ${exitCode}`;
}

function rank({ reason }: PodOutcome): number {
  return lastingReasons.includes(reason) ? 0 : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Whether the Job controller has decided: it starts no further pod and ends those that work. */
export function isFinished(job: V1Job): boolean {
  return (
    conditionOf(job, ['Complete', 'SuccessCriteriaMet', 'Failed', 'FailureTarget']) !== undefined
  );
}

function conditionOf(job: V1Job, types: readonly string[]): V1JobCondition | undefined {
  return job.status?.conditions?.find(
    ({ type, status }) => types.includes(type) && status === 'True',
  );
}

function lastCondition(job: V1Job): string {
  const condition = conditionOf(job, ['Complete', 'SuccessCriteriaMet']);
  return (
    instantOf(condition?.lastTransitionTime) ??
    instantOf(job.metadata?.creationTimestamp) ??
    noInstant
  );
}
