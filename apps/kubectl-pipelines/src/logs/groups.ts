import type { PipelineRun, PipelineRunStatusStageAttempt } from '@gho-platform/api';
import { labels } from '@gho-platform/api';
import type { Pod } from '../why/evidence.ts';
import { stageStatusOf } from '../why/evidence-lines.ts';

/** Selection is which logs are asked for; everything unless given. */
export interface Selection {
  readonly stage?: string | undefined;
  readonly attempt?: number | undefined;
  readonly shard?: number | undefined;
}

export type PodState = 'Waiting' | 'Running' | 'Ended';

export interface LogPod {
  readonly name: string;
  readonly uid: string;
  readonly shard: number;
  readonly state: PodState;
}

/** LogGroup is one attempt of one stage, with its pods in the order in which they are read. */
export interface LogGroup {
  /** Unique within a run. */
  readonly key: string;
  readonly stage: string;
  readonly attempt: number;
  readonly jobName: string;
  /** Whether no more pods and lines are to come. */
  readonly isOver: boolean;
  /** Whether shards have to be told apart. */
  readonly isSharded: boolean;
  readonly pods: readonly LogPod[];
}

/** Set by the Job controller on pods of Indexed Jobs. */
const shardKey = 'batch.kubernetes.io/job-completion-index';

/**
 * logGroups lists the attempts of a run in the order in which they happened: stages as the Pipeline
 * orders them, then attempts. Attempts that the status has dropped are there as long as they have pods.
 */
export function logGroups(
  run: PipelineRun,
  pods: readonly Pod[],
  selection: Selection = {},
): readonly LogGroup[] {
  const stages = run.status?.stages ?? [];
  return stages
    .filter(({ name }) => name === (selection.stage ?? name))
    .flatMap(({ name, attempts = [], shards }) => {
      const own = pods.filter((pod) => pod.metadata.labels?.[labels.stage] === name);
      const known = new Map(attempts.map((attempt) => [attempt.number, attempt]));
      const numbers = new Set([...known.keys(), ...own.map(attemptOf)]);
      return [...numbers]
        .sort((left, right) => left - right)
        .filter((number) => number === (selection.attempt ?? number))
        .map((number) => {
          const ofAttempt = own.filter((pod) => attemptOf(pod) === number);
          const isSharded = shards !== undefined;
          const attempt = known.get(number);
          return groupOf({ stage: name, number, attempt, isSharded, pods: ofAttempt }, selection);
        });
    });
}

interface Parts {
  readonly stage: string;
  readonly number: number;
  readonly attempt: PipelineRunStatusStageAttempt | undefined;
  readonly isSharded: boolean;
  readonly pods: readonly Pod[];
}

function groupOf(
  { stage, number, attempt, isSharded, pods }: Parts,
  { shard }: Selection,
): LogGroup {
  const isOpen = attempt?.state === 'Running' || attempt?.state === 'Stopping';
  return {
    key: `${stage}/${number}`,
    stage,
    attempt: number,
    jobName: attempt?.jobName ?? '',
    isOver: !isOpen,
    isSharded,
    pods: [...pods]
      .sort(byShardThenAge)
      .map((pod) => logPod(pod))
      .filter((pod) => pod.shard === (shard ?? pod.shard)),
  };
}

function logPod(pod: Pod): LogPod {
  const { name, uid } = pod.metadata;
  return { name, uid, shard: shardOf(pod), state: podState(pod) };
}

/** podState tells whether a pod's container has a log, and whether it may grow. */
export function podState(pod: Pod): PodState {
  const state = stageStatusOf(pod)?.state;
  if (state?.terminated !== undefined) return 'Ended';
  if (state?.running !== undefined) return 'Running';
  const isOver = pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded';
  return isOver ? 'Ended' : 'Waiting';
}

function attemptOf(pod: Pod): number {
  return Number(pod.metadata.labels?.[labels.attempt] ?? 0);
}

function shardOf({ metadata }: Pod): number {
  return Number(metadata.labels?.[shardKey] ?? metadata.annotations?.[shardKey] ?? 0);
}

/** A shard whose pod was lost has several, one after the other. */
function byShardThenAge(left: Pod, right: Pod): number {
  const byShard = shardOf(left) - shardOf(right);
  if (byShard !== 0) return byShard;
  return left.metadata.creationTimestamp.localeCompare(right.metadata.creationTimestamp);
}

/** prefixOf stands before each line: stage and attempt, and the shard where there are several. */
export function prefixOf({ key, isSharded }: LogGroup, { shard }: LogPod): string {
  return isSharded ? `${key}/${shard}` : key;
}
