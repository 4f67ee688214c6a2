import type {
  PipelineRunStatus,
  PipelineRunStatusStage,
  PipelineRunStatusStageAttempt,
} from '@gho-platform/api';

/** Short names, inside the core, of the generated types that it speaks of on every line. */
export type RunStatus = PipelineRunStatus;
export type StageStatus = PipelineRunStatusStage;
export type Attempt = PipelineRunStatusStageAttempt;

/** Problem is why something cannot go on: a CamelCase word and a sentence for people. */
export interface Problem {
  readonly reason: string;
  readonly message: string;
}
