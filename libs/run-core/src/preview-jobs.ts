import type {
  StoredPipelineRun,
  StoredPipelineSpec,
  StoredPipelineSpecStage,
} from '@gho-platform/api';
import { admissionProblem } from './admission.ts';
import { isFinished } from './after-end.ts';
import type { Facts } from './facts.ts';
import { haltOf } from './halt.ts';
import { isPreview } from './mode.ts';
import { parameterValues } from './parameters.ts';
import { plannedJob } from './planned-job.ts';
import type { CreateJob } from './planned-job.ts';
import { resumeProblem, resumptionOf } from './resume.ts';

/** A Job that would be created, and the stage that it is of. */
export interface PreviewJob {
  readonly stage: StoredPipelineSpecStage;
  readonly action: CreateJob;
}

/**
 * previewJobs are the Jobs that a run of mode Plan asks the API server about: the first attempt of each
 * stage that would run, with placeholders for outputs that do not exist yet. Empty for any other run.
 */
export function previewJobs(facts: Facts): readonly PreviewJob[] {
  const { run, pipeline } = facts;
  if (!isPreview(run) || isOver(run) || pipeline.kind === 'Missing') return [];
  if (isRefused(facts, pipeline.spec) || facts.turn.kind === 'AlreadyDone') return [];
  const { spec } = pipeline;
  const scene = { facts, parameters: parameterValues(spec, run.spec) };
  const inherited = resumptionOf(facts, spec)?.stages ?? [];
  const taken = new Set(inherited.map(({ name }) => name));
  return spec.stages
    .filter(({ name }) => !taken.has(name))
    .flatMap((stage) => {
      const action = plannedJob(stage, scene, inherited);
      return 'verb' in action ? [{ stage, action }] : [];
    });
}

function isOver({ metadata, status }: StoredPipelineRun): boolean {
  return metadata.deletionTimestamp !== undefined || isFinished(status ?? {});
}

function isRefused(facts: Facts, spec: StoredPipelineSpec): boolean {
  const why = haltOf(facts) ?? admissionProblem(spec, facts.run.spec) ?? resumeProblem(facts);
  return why !== undefined;
}
