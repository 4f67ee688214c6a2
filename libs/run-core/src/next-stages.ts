import type { StoredPipelineSpecStage } from '@gho-platform/api';
import type { Facts } from './facts.ts';
import { nextStage } from './next-stage.ts';
import type { RunScene } from './scene.ts';
import { skipped } from './stage-ends.ts';
import type { StageStatus } from './types.ts';

/**
 * nextStages folds over the Pipeline's order. Each stage sees those before it as just decided, so
 * the end of one and the start of the next are one decision and one write.
 */
export function nextStages(scene: RunScene): readonly StageStatus[] {
  const recorded = new Map(
    (scene.facts.run.status?.stages ?? []).map((stage) => [stage.name, stage]),
  );
  return stageList(scene.facts).reduce<readonly StageStatus[]>((earlier, { name, spec }) => {
    const stage = recorded.get(name) ?? { name, state: 'Pending' };
    return [...earlier, decide({ scene, earlier, stage, spec })];
  }, []);
}

interface Position {
  readonly scene: RunScene;
  readonly earlier: readonly StageStatus[];
  readonly stage: StageStatus;
  readonly spec: StoredPipelineSpecStage | undefined;
}

function decide({ scene, earlier, stage, spec }: Position): StageStatus {
  const stopped = earlier.find(({ state }) => hasEndedBadly(state));
  if (stage.state === 'Pending') {
    if (stopped !== undefined) return skipped(stage, `stage ${stopped.name} did not succeed`);
    if (earlier.some(({ state }) => state !== 'Succeeded')) return stage;
  }
  return nextStage(stage, { ...scene, spec, earlier });
}

function hasEndedBadly(state: StageStatus['state']): boolean {
  return state === 'Failed' || state === 'Cancelled' || state === 'TimedOut' || state === 'Skipped';
}

/** The frozen Pipeline's stages; without one, those that the status knows. */
function stageList({ run, pipeline }: Facts): readonly {
  readonly name: string;
  readonly spec: StoredPipelineSpecStage | undefined;
}[] {
  if (pipeline.kind === 'Resolved') {
    return pipeline.spec.stages.map((spec) => ({ name: spec.name, spec }));
  }
  return (run.status?.stages ?? []).map(({ name }) => ({ name, spec: undefined }));
}
