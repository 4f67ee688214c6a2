import { runReasons } from '@gho-platform/api';
import type { StoredPipelineSpec } from '@gho-platform/api';
import { bounds } from './bounds.ts';
import type { Wanted } from './conditions.ts';
import type { Facts } from './facts.ts';
import { pendingStage } from './next-stages.ts';
import { previewStages, waitsForApproval } from './preview-stages.ts';
import type { Resumption } from './resume.ts';
import { resumptionOf } from './resume.ts';
import type { RunScene } from './scene.ts';
import { skipped } from './stage-ends.ts';
import { fitStages } from './status-budget.ts';
import { unsuccessful } from './succeeded.ts';
import { isSuspended } from './suspend.ts';
import { shortenBytes } from './text.ts';
import type { StageStatus } from './types.ts';

/** Preview is the end of a run of mode Plan. */
export interface Preview {
  readonly stages: readonly StageStatus[];
  readonly wanted: Wanted;
  readonly resumption: Resumption | undefined;
}

/** preview says what a run would do that is neither refused nor waits for its Pipeline. */
export function preview(scene: RunScene, spec: StoredPipelineSpec): Preview {
  const { facts } = scene;
  const { turn } = facts;
  if (turn.kind === 'AlreadyDone') {
    const stages = spec.stages.map((one) => skipped(pendingStage(one), 'nothing is left to do'));
    const message = `nothing was created; ${startText(facts)}`;
    const wanted =
      turn.outcome === 'Succeeded'
        ? planned(message)
        : unsuccessful(runReasons.alreadyDone, message);
    return { stages, wanted, resumption: undefined };
  }
  const resumption = resumptionOf(facts, spec);
  const stages = previewStages(scene, spec, resumption?.stages ?? []);
  const message = `nothing was created; ${startText(facts)}; it would ${workText(stages, spec, facts)}`;
  return { stages: fitStages(stages), wanted: failure(stages) ?? planned(message), resumption };
}

function planned(message: string): Wanted {
  return { type: 'Succeeded', status: 'True', reason: runReasons.planned, message };
}

/** The reason is that of the stage that would end a run; the message tells of all. */
function failure(stages: readonly StageStatus[]): Wanted | undefined {
  const bad = stages.filter(({ state }) => state === 'Failed');
  const [first] = bad;
  if (first === undefined) return undefined;
  const problems = bad.map(({ name, message = '' }) => `stage ${name}: ${message}`).join('; ');
  const message = `nothing was created; a run would not get through: ${problems}`;
  return unsuccessful(first.reason ?? runReasons.stageFailed, message);
}

function startText(facts: Facts): string {
  const { turn } = facts;
  if (turn.kind === 'AlreadyDone') {
    return `a run would end as AlreadyDone: ${shortenBytes(turn.message, bounds.waitingBytes)}`;
  }
  if (isSuspended(facts)) return 'a run would wait until spec.suspend is false';
  if (turn.kind === 'Queued') {
    return `a run would wait: ${shortenBytes(turn.message, bounds.waitingBytes)}`;
  }
  return turn.kind === 'Undecided'
    ? `a run would queue for pipeline ${facts.run.spec.pipelineRef.name}, and start at once if a place is free`
    : 'a run would start now';
}

function workText(stages: readonly StageStatus[], spec: StoredPipelineSpec, facts: Facts): string {
  const inState = (state: StageStatus['state']): readonly string[] =>
    stages.filter((stage) => stage.state === state).map(({ name }) => name);
  const run = inState('Planned');
  const asks = spec.stages.filter(
    (stage) => run.includes(stage.name) && waitsForApproval(stage, facts),
  ).length;
  const taken = inState('Succeeded').length;
  return [
    `run ${counted(run.length, 'stage')}`,
    ...(taken === 0 ? [] : [`take over ${taken}`]),
    ...(asks === 0 ? [] : [`wait for ${counted(asks, 'approval')}`]),
  ].join(', ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
