import type { StoredPipelineRun, StoredPipelineSpec } from '@gho-platform/api';
import type { Facts, Origin } from '../facts.ts';
import { makeStage } from '../testing/make-pipeline.ts';
import { makeRun } from '../testing/make-run.ts';
import { noon } from '../testing/make-facts.ts';
import type { StageStatus } from '../types.ts';
import { outputsOf } from './simulated-job.ts';
import { World } from './world.ts';

/** Setup is what a history begins with: the fields of the Pipeline and of the run that matter. */
export interface Setup {
  readonly stages: number;
  /** Further stages, which run Finally. */
  readonly finallyStages: number;
  readonly retryLimit: number;
  readonly interruptionLimit: number;
  readonly jitterPercent: number;
  /** Of each stage. */
  readonly shards: number;
  /** An attempt that runs out of its 1Gi of memory gets half as much more, up to 2Gi. */
  readonly growsMemory: boolean;
  /** Numbers of the stages that wait for an approval. */
  readonly approvals: readonly number[];
  readonly expiresAfterSeconds: number | undefined;
  readonly timeoutSeconds: number | undefined;
  /** Of the run before its start, and of each stage. */
  readonly pendingTimeoutSeconds: number | undefined;
  /** Whether the Pipeline exists at first. */
  readonly pipelineExists: boolean;
  /** Whether the run has to wait for its turn among the runs of its Pipeline. */
  readonly isBounded: boolean;
  readonly resume: Resume | undefined;
}

export interface Resume {
  /** How many stages succeeded in the earlier run; the one after them failed. */
  readonly succeeded: number;
  /** Number of the stage that was defined otherwise then; none where there is no such stage. */
  readonly changed: number;
  readonly end: 'Failed' | 'Running' | 'Missing';
}

/** What a stage has and may have at most where it grows. */
export const memory = { first: '1Gi', maximum: '2Gi' } as const;

/** makeWorld is the world at noon, with the run just created. */
export function makeWorld(setup: Setup): World {
  const { timeoutSeconds, pendingTimeoutSeconds, resume } = setup;
  const spec = pipelineOf(setup);
  const run = makeRun().build();
  const created: StoredPipelineRun = {
    ...run,
    spec: {
      ...run.spec,
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
      ...(pendingTimeoutSeconds === undefined ? {} : { pendingTimeoutSeconds }),
      ...(resume === undefined ? {} : { resumeFrom: { name: earlier } }),
    },
  };
  const surroundings = {
    pipeline: missing,
    foreignJobNames: [],
    deniedJobs: [],
    trustsApprovals: true,
    turn: { kind: setup.isBounded ? 'Undecided' : 'Open' } as const,
    ...(resume === undefined ? {} : { origin: originOf(resume, spec) }),
  };
  const world = new World(created, { spec, surroundings, start: noon });
  if (setup.pipelineExists) world.findPipeline();
  return world;
}

const missing: Facts['pipeline'] = { kind: 'Missing', message: 'pipeline gho does not exist' };

/** How many stages the run takes over, worked out without the decision. */
export function takenOver({ resume, stages }: Setup): number {
  if (resume?.end !== 'Failed') return 0;
  return Math.min(resume.succeeded, resume.changed, stages);
}

const earlier = 'gho-0';

function pipelineOf(setup: Setup): StoredPipelineSpec {
  const numbers = Array.from({ length: setup.stages + setup.finallyStages }, (_, index) => index);
  return { stages: numbers.map((number) => stageOf(number, setup)) };
}

function stageOf(number: number, setup: Setup): StoredPipelineSpec['stages'][number] {
  const { pendingTimeoutSeconds, shards } = setup;
  return {
    ...makeStage(`s${number}`),
    shards,
    ...(number === 0
      ? {}
      : { env: [{ name: 'KEY', value: `$(stages.s${number - 1}.outputs.key)` }] }),
    ...(number < setup.stages ? {} : { when: 'Finally' as const }),
    ...(pendingTimeoutSeconds === undefined ? {} : { pendingTimeoutSeconds }),
    ...approvalOf(number, setup),
    ...retryOf(setup),
  };
}

function approvalOf(number: number, { approvals, expiresAfterSeconds }: Setup): object {
  if (!approvals.includes(number)) return {};
  return { approval: expiresAfterSeconds === undefined ? {} : { expiresAfterSeconds } };
}

function retryOf({ retryLimit, interruptionLimit, jitterPercent, growsMemory }: Setup): object {
  const retry = { backoffSeconds: 10, factor: 2, maxBackoffSeconds: 300, jitterPercent };
  const limits = { limit: retryLimit, interruptionLimit };
  if (!growsMemory) return { retry: { ...retry, ...limits } };
  const outOfMemory = { increasePercent: 50, maximum: memory.maximum };
  return {
    retry: { ...retry, ...limits, outOfMemory },
    resources: { limits: { memory: memory.first } },
  };
}

function originOf({ succeeded, changed, end }: Resume, spec: StoredPipelineSpec): Origin {
  if (end === 'Missing') return { kind: 'Missing', message: 'it does not exist' };
  const stages = spec.stages.map((stage, number) =>
    number === changed ? { ...stage, image: 'gho-platform/other:0.0.9' } : stage,
  );
  const status = end === 'Failed' ? 'False' : 'Unknown';
  const condition = { type: 'Succeeded', status, reason: 'StageFailed', message: '' } as const;
  const run = makeRun().named(earlier).withUid('5f0c1f9e-0000-4000-8000-000000000000');
  const ended = run.withStatus({
    conditions: [{ ...condition, lastTransitionTime: noon, observedGeneration: 1 }],
    startedAt: noon,
    stages: spec.stages.map(({ name }, number) => earlierStage(name, succeeded - number)),
  });
  return { kind: 'Found', run: ended.build(), spec: { stages } };
}

function earlierStage(name: string, left: number): StageStatus {
  if (left > 0) return { name, state: 'Succeeded', outputs: outputsOf(name) };
  return { name, state: left === 0 ? 'Failed' : 'Skipped' };
}
