import type { StoredPipelineSpec } from '@gho-platform/api';
import { actionsFor, actionsOfDeletedRun } from './actions.ts';
import { admissionProblem } from './admission.ts';
import { isFinished, planAfterEnd } from './after-end.ts';
import { nextCondition, withKstatus } from './conditions.ts';
import type { Wanted } from './conditions.ts';
import { nextDeadline } from './deadline.ts';
import { eventsFor } from './events.ts';
import type { Facts } from './facts.ts';
import { haltOf } from './halt.ts';
import { isPreview } from './mode.ts';
import { nextStages, pendingStage } from './next-stages.ts';
import { parameterValues } from './parameters.ts';
import { partitionOf } from './partition.ts';
import type { Plan } from './plan-types.ts';
import { startPendingProblem } from './pending.ts';
import { preview } from './preview.ts';
import { currentStageOf, progressOf } from './progress.ts';
import { resultsOf } from './results.ts';
import type { Resumption } from './resume.ts';
import { resumeProblem, resumptionOf } from './resume.ts';
import type { RunScene } from './scene.ts';
import { skipped } from './stage-ends.ts';
import { fitParameters, fitStages } from './status-budget.ts';
import { alreadyDone, succeededCondition, unknown, unsuccessful } from './succeeded.ts';
import { isSuspended } from './suspend.ts';
import { isItsTurn, turnWait } from './turn.ts';
import type { Problem, RunStatus, StageStatus } from './types.ts';
import { waitingForPipeline, waitingOf } from './waiting.ts';

/**
 * plan decides what happens next in one run. It is total: an invalid run becomes a terminal
 * condition. Asked again with its own status and otherwise the same facts, it changes nothing.
 *
 * Three things are read from the recorded status, everything else is recomputed: when something
 * started, which attempt is due, and outcomes, which are final even if their Jobs are gone.
 */
export function plan(facts: Facts): Plan {
  const { run, pipeline } = facts;
  const status = run.status ?? {};
  const scene: RunScene = {
    facts,
    halt: haltOf(facts),
    suspended: isSuspended(facts),
    parameters: pipeline.kind === 'Resolved' ? parameterValues(pipeline.spec, run.spec) : new Map(),
  };
  if (run.metadata.deletionTimestamp !== undefined) {
    return { status, actions: actionsOfDeletedRun(facts.jobs), events: [] };
  }
  if (isFinished(status)) return planAfterEnd(status, scene);
  if (status.startedAt === undefined || isPreview(run)) return planStart(scene);
  return planStages(scene, {});
}

/** The first decision: accept the run, refuse it, or wait for its Pipeline. */
function planStart(scene: RunScene): Plan {
  const { facts, halt } = scene;
  const { pipeline } = facts;
  if (halt !== undefined) return planRefusal(scene, halt);
  if (pipeline.kind === 'Missing') {
    const tooLong = startPendingProblem(facts);
    if (tooLong !== undefined) return planRefusal(scene, tooLong);
    const waiting = waitingForPipeline(facts);
    const wanted = unknown('PipelineNotFound', waiting.message);
    return assemble(scene, [], { wanted, fields: { waiting } });
  }
  const problem = admissionProblem(pipeline.spec, facts.run.spec) ?? resumeProblem(facts);
  if (problem !== undefined) return planRefusal(scene, problem);
  if (isPreview(facts.run)) return planPreview(scene, pipeline.spec);
  if (!isItsTurn(facts.turn)) return planTurn(scene, pipeline.spec);
  const resumption = resumptionOf(facts, pipeline.spec);
  return planStages(withStages(scene, resumption?.stages), {
    startedAt: facts.now,
    pipelineRevision: pipeline.revision,
    ...inputFields(scene, pipeline.spec, resumption),
  });
}

/** The run ends with what it would have done. */
function planPreview(scene: RunScene, spec: StoredPipelineSpec): Plan {
  const { stages, wanted, resumption } = preview(scene, spec);
  return assemble(scene, stages, { wanted, fields: inputFields(scene, spec, resumption) });
}

/** What the run works with. */
function inputFields(
  { facts, parameters }: RunScene,
  spec: StoredPipelineSpec,
  resumption: Resumption | undefined,
): RunStatus {
  return {
    parameters: fitParameters([...parameters].map(([name, value]) => ({ name, value }))),
    ...partitionField(facts, spec),
    ...(resumption === undefined ? {} : { resumedFrom: resumption.resumedFrom }),
  };
}

/** It is not the turn of the run: it waits, or there is nothing left to do for it. */
function planTurn(scene: RunScene, spec: StoredPipelineSpec): Plan {
  const { facts } = scene;
  const { turn } = facts;
  const fields = partitionField(facts, spec);
  if (turn.kind === 'AlreadyDone') {
    const wanted = alreadyDone(turn.outcome, turn.message);
    return assemble(scene, neverStarted(spec), { wanted, fields });
  }
  const tooLong = startPendingProblem(facts);
  if (tooLong !== undefined) return planRefusal(scene, tooLong);
  const wait = turnWait(facts);
  if (wait === undefined) return planNothing(facts);
  return assemble(scene, [], {
    wanted: wait.wanted,
    fields: { ...fields, waiting: wait.waiting },
  });
}

/** Leaves the status as it is, and asks again when the run has waited too long. */
function planNothing(facts: Facts): Plan {
  const status = facts.run.status ?? {};
  const requeueAfterMs = nextDeadline(status, facts);
  return {
    status,
    actions: [],
    events: [],
    ...(requeueAfterMs === undefined ? {} : { requeueAfterMs }),
  };
}

function partitionField({ run, turn }: Facts, spec: StoredPipelineSpec): RunStatus {
  const admitted = turn.kind === 'Admitted' ? turn.partition : undefined;
  const partition = admitted ?? partitionOf(spec, run.spec);
  return partition === undefined ? {} : { partition };
}

/** The scene of a run that begins with stages which succeeded elsewhere. */
function withStages(scene: RunScene, stages: readonly StageStatus[] | undefined): RunScene {
  if (stages === undefined) return scene;
  const { run } = scene.facts;
  return {
    ...scene,
    facts: { ...scene.facts, run: { ...run, status: { ...run.status, stages } } },
  };
}

/** The run ends before anything of it started. */
function planRefusal(scene: RunScene, why: Problem): Plan {
  const { pipeline } = scene.facts;
  const stages = pipeline.kind === 'Resolved' ? neverStarted(pipeline.spec) : [];
  return assemble(scene, stages, { wanted: unsuccessful(why.reason, why.message), fields: {} });
}

function neverStarted({ stages }: StoredPipelineSpec): readonly StageStatus[] {
  return stages.map((spec) => skipped(pendingStage(spec), 'the run never started'));
}

function planStages(scene: RunScene, acceptance: RunStatus): Plan {
  const stages = fitStages(nextStages(scene));
  const wanted = succeededCondition(stages, scene);
  const waiting = wanted.status === 'Unknown' ? waitingOf(stages, scene) : undefined;
  const fields = { ...acceptance, ...(waiting === undefined ? {} : { waiting }) };
  return assemble(scene, stages, { wanted, fields });
}

interface Decided {
  readonly wanted: Wanted;
  /** Fields of the status besides those that follow from the stages. */
  readonly fields: RunStatus;
}

function assemble(scene: RunScene, stages: readonly StageStatus[], decided: Decided): Plan {
  const { facts } = scene;
  const before = facts.run.status ?? {};
  const status: RunStatus = {
    ...conditionsOf(decided.wanted, facts),
    ...frozenFields(before),
    ...decided.fields,
    ...(decided.wanted.status === 'Unknown' ? {} : { finishedAt: facts.now }),
    ...stageFields(stages),
  };
  const waitMs = decided.wanted.status === 'Unknown' ? nextDeadline(status, facts) : undefined;
  return {
    status,
    actions: actionsFor(stages, scene),
    events: eventsFor(before, status),
    ...(waitMs === undefined ? {} : { requeueAfterMs: waitMs }),
  };
}

function conditionsOf(wanted: Wanted, { run, now }: Facts): RunStatus {
  const recorded = {
    conditions: run.status?.conditions ?? [],
    generation: run.metadata.generation,
    now,
  };
  return {
    conditions: withKstatus(wanted).map((condition) => nextCondition(condition, recorded)),
    observedGeneration: run.metadata.generation,
  };
}

/** What was decided at the start, for good. */
function frozenFields(before: RunStatus): RunStatus {
  const { pipelineRevision, parameters, startedAt, resumedFrom, partition } = before;
  return {
    ...(pipelineRevision === undefined ? {} : { pipelineRevision }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(partition === undefined ? {} : { partition }),
    ...(resumedFrom === undefined ? {} : { resumedFrom }),
  };
}

function stageFields(stages: readonly StageStatus[]): RunStatus {
  if (stages.length === 0) return {};
  const currentStage = currentStageOf(stages);
  const results = resultsOf(stages);
  return {
    ...(currentStage === undefined ? {} : { currentStage }),
    progress: progressOf(stages),
    ...(results === undefined ? {} : { results }),
    stages,
  };
}
