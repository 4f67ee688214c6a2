import type {
  PipelineStatus,
  PipelineStatusActive,
  PipelineStatusEnded,
  StoredPipelineSpec,
} from '@gho-platform/api';

/** Short names, inside the core, of the generated types that it speaks of on every line. */
export type Spec = StoredPipelineSpec;
export type Status = PipelineStatus;
/** A run that may start or has started. */
export type Active = PipelineStatusActive;
/** A run that is remembered after its end. */
export type Ended = PipelineStatusEnded;
