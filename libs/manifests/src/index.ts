/**
 * @gho-platform/manifests maps between decisions and Kubernetes objects, both ways and purely: a
 * decision to a Job, a Job and its pods to an observation. It imports the client's types only.
 */
export { jobFor } from './job-for.ts';
export type { CreateJob, JobInput } from './job-for.ts';
export { jobOwnership } from './job-ownership.ts';
export type { JobOwnership } from './job-ownership.ts';
export { observeJob } from './observe-job.ts';
export { observedJob, observedPod } from './observed-fields.ts';
export { parseResult } from './parse-result.ts';
export type { TerminationMessage } from './parse-result.ts';
