import { jobFinalizer, labels } from '@gho-platform/api';
import type { ObservedJob } from '@gho-platform/run-core';
import type { V1Job, V1ObjectMeta, V1Pod } from '@kubernetes/client-node';
import { blockageOf } from './blockage.ts';
import { podsOf } from './job-ownership.ts';
import { isActive } from './pod-outcome.ts';
import { countSucceeded, verdictOf } from './verdict.ts';

/**
 * observeJob reduces a Job and its pods to what the decision depends on. `pods` may hold those of
 * other Jobs too. It never throws, whatever a container wrote or somebody edited.
 */
export function observeJob(job: V1Job, pods: readonly V1Pod[]): ObservedJob {
  const own = podsOf(job, pods);
  const verdict = verdictOf(job, own);
  const blocked = verdict.kind === 'Undecided' ? blockageOf(job, own) : undefined;
  return {
    ...identityOf(job.metadata ?? {}),
    hasActivePods: own.some(isActive),
    verdict,
    shardsSucceeded: countSucceeded(job, own),
    ...(blocked === undefined ? {} : { blocked }),
  };
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
