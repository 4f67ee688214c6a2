/**
 * @gho-platform/tools: what the demo, the test run and the e2e suite share. Nothing of it reaches an
 * image.
 */
export { CommandError, attempt, run } from './process.ts';
export type { RunOptions, RunOutcome } from './process.ts';
export { cleanOnSignals } from './signals.ts';
export { kubectlFor } from './platform/kubectl.ts';
export type { Kubectl } from './platform/kubectl.ts';
export { followRun } from './platform/follow-run.ts';
export { isDone, succeeded } from '@gho-platform/run-text';
export { clusterPrograms, s3Gateway } from './platform/programs.ts';
export { demoClusterName, kubeconfigOf, ownCluster } from './platform/target.ts';
