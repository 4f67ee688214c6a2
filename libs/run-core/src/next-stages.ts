import type { StoredPipelineSpecStage } from '@gho-platform/api';
import type { Facts } from './facts.ts';
import { hasEnded, hasEndedBadly, haltOfFinally, isFinally, outcomeOf } from './finally.ts';
import { nextStage } from './next-stage.ts';
import type { RunScene } from './scene.ts';
import { skipped } from './stage-ends.ts';
import type { StageStatus } from './types.ts';

/**
 * nextStages folds over the Pipeline's order. Each stage sees those before it as just decided, so
 * the end of one and the start of the next are one decision and one write.
 */
export function nextStages(scene: RunScene): readonly StageStatus[] {
  return stageList(scene.facts).reduce<readonly StageStatus[]>(
    (earlier, { stage, spec }) => [...earlier, decide({ scene, earlier, stage, spec })],
    [],
  );
}

/** A stage before anything was decided about it. */
export function pendingStage({ name, when }: StoredPipelineSpecStage): StageStatus {
  return { name, state: 'Pending', ...(when === 'Finally' ? { when } : {}) };
}

interface Position {
  readonly scene: RunScene;
  readonly earlier: readonly StageStatus[];
  readonly stage: StageStatus;
  readonly spec: StoredPipelineSpecStage | undefined;
}

function decide(position: Position): StageStatus {
  return isFinally(position.stage) ? decideFinally(position) : decideInOrder(position);
}

function decideInOrder({ scene, earlier, stage, spec }: Position): StageStatus {
  const stopped = earlier.find(({ state }) => hasEndedBadly(state) || state === 'Skipped');
  if (stage.state === 'Pending') {
    if (stopped !== undefined) return skipped(stage, `stage ${stopped.name} did not succeed`);
    if (earlier.some(({ state }) => state !== 'Succeeded')) return stage;
  }
  return nextStage(stage, { ...scene, spec, earlier });
}

/** Stages that run Finally follow each other whatever became of those before them. */
function decideFinally({ scene, earlier, stage, spec }: Position): StageStatus {
  if (stage.state === 'Pending' && !earlier.every(hasEnded)) return stage;
  const halt = haltOfFinally(scene.halt);
  if (stage.state === 'Pending' && halt !== undefined) return skipped(stage, halt.message);
  const outcome = outcomeOf(earlier.filter((one) => !isFinally(one)));
  return nextStage(stage, { ...scene, halt, spec, earlier, outcome });
}

/** The frozen Pipeline's stages; without one, those that the status knows. */
function stageList({ run, pipeline }: Facts): readonly {
  readonly stage: StageStatus;
  readonly spec: StoredPipelineSpecStage | undefined;
}[] {
  const recorded = run.status?.stages ?? [];
  if (pipeline.kind === 'Missing') return recorded.map((stage) => ({ stage, spec: undefined }));
  const known = new Map(recorded.map((stage) => [stage.name, stage]));
  return pipeline.spec.stages.map((spec) => ({
    stage: known.get(spec.name) ?? pendingStage(spec),
    spec,
  }));
}
