import type { PipelineRun, PipelineRunStatusCondition } from '@gho-platform/api';

/** succeeded is the run's summary condition; absent before the operator has seen the run. */
export function succeeded(
  run: Pick<PipelineRun, 'status'>,
): PipelineRunStatusCondition | undefined {
  return run.status?.conditions?.find(({ type }) => type === 'Succeeded');
}

/** isDone says whether the condition Succeeded is decided. */
export function isDone(run: Pick<PipelineRun, 'status'>): boolean {
  const status = succeeded(run)?.status;
  return status === 'True' || status === 'False';
}

/** reasonOf is one word for how the run stands, such as Running or DataQualityFailed. */
export function reasonOf(run: Pick<PipelineRun, 'status'>): string {
  return succeeded(run)?.reason ?? 'New';
}
