import type { PipelineRun } from '@gho-platform/api';
import { succeeded } from '@gho-platform/run-text';
import type { ExitCode } from '../cli/exit-codes.ts';
import { exits } from '../cli/exit-codes.ts';

/** outcomeOf is the exit code that a run stands for: 1 once it has failed or was cancelled. */
export function outcomeOf(run: PipelineRun): ExitCode {
  return succeeded(run)?.status === 'False' ? exits.runFailed : exits.ok;
}
