import type { StoredPipelineRun } from '@gho-platform/api';
import type { Api } from '@gho-platform/kube';
import { ApiError, classify, jobs } from '@gho-platform/kube';
import { jobFor } from '@gho-platform/manifests';
import type { Facts, FailedCheck, PreviewJob } from '@gho-platform/run-core';
import { previewJobs } from '@gho-platform/run-core';
import { fromJob } from './resources.ts';

/** HTTP status of a quota that is used up, a right that is missing, a policy that refuses. */
const forbidden = 403;

/**
 * Lets the API server check the Jobs that a run of mode Plan would create: their schema, quotas and
 * every admission policy. `dryRun` is an Api whose writes are not stored. Facts of other runs stay as
 * they are.
 * @throws what is not an answer about the Job, such as a lost connection.
 */
export async function withCheckedJobs(facts: Facts, dryRun: Api): Promise<Facts> {
  const planned = previewJobs(facts);
  if (planned.length === 0) return facts;
  const checks = await Promise.all(planned.map((job) => check(job, facts.run, dryRun)));
  return { ...facts, checks: checks.flat() };
}

/** A name that is taken is no mistake: a run that is executed has a name of its own. */
async function check(
  { stage, action }: PreviewJob,
  run: StoredPipelineRun,
  dryRun: Api,
): Promise<readonly FailedCheck[]> {
  try {
    await dryRun.create(jobs, fromJob(jobFor({ run, stage, action })));
    return [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const mayPass = error.status === forbidden;
    if (!mayPass && classify(error).kind !== 'Terminal') throw error;
    return [{ stage: stage.name, mayPass, message: error.message }];
  }
}
