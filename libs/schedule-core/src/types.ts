import type {
  PipelineScheduleStatus,
  PipelineScheduleStatusLedger,
  StoredPipelineScheduleSpec,
} from '@gho-platform/api';

/** Short names, inside the core, of the generated types that it speaks of on every line. */
export type Spec = StoredPipelineScheduleSpec;
export type ScheduleStatus = PipelineScheduleStatus;
export type Entry = PipelineScheduleStatusLedger;
export type Ledger = readonly Entry[];
export type Verdict = Entry['verdict'];
