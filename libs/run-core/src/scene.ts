import type { StoredPipelineSpecStage } from '@gho-platform/api';
import type { Facts } from './facts.ts';
import type { Outcome } from './finally.ts';
import type { Halt } from './halt.ts';
import type { StageStatus } from './types.ts';

/** RunScene is what holds for the whole run at this instant. */
export interface RunScene {
  readonly facts: Facts;
  readonly halt: Halt | undefined;
  readonly suspended: boolean;
  /** Values of the run's parameters, for substitution. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** StageScene adds what holds for one stage. */
export interface StageScene extends RunScene {
  /** The stage in the frozen Pipeline; undefined only where the run must end anyway. */
  readonly spec: StoredPipelineSpecStage | undefined;
  /** The stages before it, as decided. */
  readonly earlier: readonly StageStatus[];
  /** What became of the other stages, for one that runs Finally. */
  readonly outcome?: Outcome;
}
