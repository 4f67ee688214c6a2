import { runReasons } from '@gho-platform/api';
import type { StoredPipelineSpec, StoredPipelineSpecStage } from '@gho-platform/api';
import { decideApproval } from './approval.ts';
import { bounds } from './bounds.ts';
import type { Facts, FailedCheck } from './facts.ts';
import { isFinally } from './finally.ts';
import { pendingStage } from './next-stages.ts';
import { plannedJob } from './planned-job.ts';
import type { RunScene } from './scene.ts';
import { skipped } from './stage-ends.ts';
import { shorten } from './text.ts';
import type { Problem, StageStatus } from './types.ts';
import { approvalRequest } from './waiting.ts';

/** previewStages says of each stage what would become of it; those taken over are as they were. */
export function previewStages(
  scene: RunScene,
  { stages }: StoredPipelineSpec,
  inherited: readonly StageStatus[],
): readonly StageStatus[] {
  return stages.reduce<readonly StageStatus[]>((earlier, spec) => {
    const taken = inherited.find(({ name }) => name === spec.name);
    return [...earlier, taken ?? previewStage(spec, { scene, inherited, earlier })];
  }, []);
}

/** waitsForApproval: nobody has approved the stage beforehand. */
export function waitsForApproval(spec: StoredPipelineSpecStage, facts: Facts): boolean {
  return spec.approval !== undefined && askedNow(spec, facts).approval?.decision === undefined;
}

interface Position {
  readonly scene: RunScene;
  readonly inherited: readonly StageStatus[];
  readonly earlier: readonly StageStatus[];
}

function previewStage(spec: StoredPipelineSpecStage, position: Position): StageStatus {
  const stage = pendingStage(spec);
  const problem = problemOf(spec, position);
  if (problem !== undefined) return withMessage({ ...stage, ...problem, state: 'Failed' });
  const stopped = position.earlier.find(({ state }) => state === 'Failed');
  if (stopped !== undefined && !isFinally(stage)) {
    return skipped(stage, `stage ${stopped.name} would not succeed`);
  }
  const message = intention(spec, position.scene.facts);
  return withMessage({ ...stage, state: 'Planned', message });
}

function withMessage(stage: StageStatus): StageStatus {
  return { ...stage, message: shorten(stage.message ?? '', bounds.message) };
}

/** Why the stage would fail as soon as it is its turn. */
function problemOf(
  spec: StoredPipelineSpecStage,
  { scene, inherited }: Position,
): Problem | undefined {
  const { facts } = scene;
  const { state, reason = '', message = '' } = askedNow(spec, facts);
  if (state === 'Failed') return { reason, message };
  const job = plannedJob(spec, scene, inherited);
  if ('reason' in job) return job;
  const failed = facts.checks?.find(({ stage }) => stage === spec.name);
  return failed && refusal(failed);
}

function refusal({ mayPass, message }: FailedCheck): Problem {
  const wait = mayPass ? 'a run would wait while this lasts: ' : '';
  return { reason: runReasons.invalidConfiguration, message: `${wait}${message}` };
}

/** The stage as if it were ready to start at this instant. */
function askedNow(spec: StoredPipelineSpecStage, facts: Facts): StageStatus {
  const stage = pendingStage(spec);
  if (spec.approval === undefined) return stage;
  return decideApproval({ ...stage, approval: { requestedAt: facts.now } }, spec, facts);
}

function intention(spec: StoredPipelineSpecStage, facts: Facts): string {
  const { image, retry, when } = spec;
  const approval = waitsForApproval(spec, facts)
    ? `would wait for an approval: ${approvalRequest(spec.name, facts)}; then `
    : '';
  const whatever = when === 'Finally' ? 'whatever happens: ' : '';
  const retries = retry.limit === 1 ? '1 retry' : `${retry.limit} retries`;
  return `${approval}would run ${whatever}${image}${shardsText(spec)}, at most ${retries}`;
}

function shardsText({ shards, parallelism = shards }: StoredPipelineSpecStage): string {
  if (shards === 1) return '';
  return parallelism < shards
    ? `, ${shards} shards, ${parallelism} at a time`
    : `, ${shards} shards`;
}
