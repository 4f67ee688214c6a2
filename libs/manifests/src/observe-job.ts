import { jobFinalizer, labels } from '@gho-platform/api';
import type { Instant, ObservedJob, Verdict } from '@gho-platform/run-core';
import type { V1Job, V1ObjectMeta, V1Pod } from '@kubernetes/client-node';
import { blockageOf } from './blockage.ts';
import { instantOf } from './instant.ts';
import { podsOf } from './job-ownership.ts';
import { isActive, isDisrupted, podOutcome } from './pod-outcome.ts';
import { countSucceeded, isFinished, verdictOf } from './verdict.ts';

/**
 * observeJob reduces a Job and its pods to what the decision depends on. `pods` may hold those of
 * other Jobs too. It never throws, whatever a container wrote or somebody edited.
 */
export function observeJob(job: V1Job, pods: readonly V1Pod[]): ObservedJob {
  const own = podsOf(job, pods);
  const verdict = verdictOf(job, own);
  const blocked = verdict.kind === 'Undecided' ? blockageOf(job, own) : undefined;
  const lostPodAt = newestCreation(own.filter(wasInterrupted));
  return {
    ...identityOf(job.metadata ?? {}),
    hasActivePods: own.some(isActive),
    mayStartPods: mayStartPods(job, verdict),
    finished: isFinished(job),
    verdict,
    shardsSucceeded: countSucceeded(job, own),
    ...(lostPodAt === undefined ? {} : { lostPodAt }),
    ...(blocked === undefined ? {} : { blocked }),
  };
}

/** A pod that was disrupted but did its work all the same lost nothing. */
function wasInterrupted(pod: V1Pod): boolean {
  return isDisrupted(pod) && podOutcome(pod)?.exitCode !== 0;
}

function newestCreation(pods: readonly V1Pod[]): Instant | undefined {
  return pods
    .map((pod) => instantOf(pod.metadata?.creationTimestamp))
    .filter((instant) => instant !== undefined)
    .sort()
    .at(-1);
}

/**
 * The Job controller hears of the end of a pod later than the operator does. Until it has decided by
 * itself it may start pods; not for a single shard whose container ended, since a Job tries once.
 */
function mayStartPods(job: V1Job, verdict: Verdict): boolean {
  if (isFinished(job) || job.metadata?.deletionTimestamp !== undefined) return false;
  const shards = job.spec?.completions ?? 1;
  return verdict.kind === 'Undecided' || (verdict.kind === 'Failed' && shards > 1);
}

type Identity = Pick<ObservedJob, 'name' | 'uid' | 'stage' | 'attempt' | 'deleting' | 'held'>;

function identityOf(metadata: V1ObjectMeta): Identity {
  const { name = '', uid = '', labels: given = {}, finalizers = [] } = metadata;
  return {
    name,
    uid,
    stage: given[labels.stage] ?? '',
    attempt: attemptOf(given[labels.attempt]),
    deleting: metadata.deletionTimestamp !== undefined,
    held: finalizers.includes(jobFinalizer),
  };
}

/** 0 when somebody changed the label: the decision finds Jobs by name. */
function attemptOf(label: string | undefined): number {
  const attempt = Number(label);
  return Number.isSafeInteger(attempt) && attempt > 0 ? attempt : 0;
}
