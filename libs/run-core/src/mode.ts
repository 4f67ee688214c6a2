import type { StoredPipelineRun } from '@gho-platform/api';

/** isPreview: the run only asks what a run of the same spec would do. */
export function isPreview({ spec }: Pick<StoredPipelineRun, 'spec'>): boolean {
  return spec.mode === 'Plan';
}
