import { expect } from '@jest/globals';
import type { ObservedJob } from '@gho-platform/run-core';
import type { V1Job, V1Pod } from '@kubernetes/client-node';
import { observeJob } from '../observe-job.ts';
import { observedJob, observedPod } from '../observed-fields.ts';

/** As observeJob, which must see the same in what is kept of the Job and its pods. */
export function observe(job: V1Job, pods: readonly V1Pod[]): ObservedJob {
  const seen = observeJob(job, pods);
  expect(observeJob(observedJob(job), pods.map(observedPod))).toEqual(seen);
  return seen;
}
