import { readFile } from 'node:fs/promises';
import type { PipelineRun } from '@gho-platform/api';
import { succeeded } from '@gho-platform/run-text';
import { parse, stringify } from 'yaml';
import { pinned } from './digests.ts';
import { followRun } from './follow-run.ts';
import { kubectlOf } from './target.ts';
import type { Installed } from './target.ts';
import { step } from './progress.ts';
import { report } from './report.ts';

const runLimitSeconds = 1200;

interface PipelineManifest {
  readonly spec: { readonly stages: { image: string }[] };
}

/** demo applies the samples as a new run, follows it, and prints what it made. */
export async function demo(target: Installed): Promise<PipelineRun> {
  const kubectl = kubectlOf(target);
  step('Applying crds/samples/pipeline.yaml and crds/samples/pipelinerun.yaml');
  await kubectl.apply(await pipelineFor(target));
  const name = await kubectl.create(await readFile('crds/samples/pipelinerun.yaml', 'utf8'));
  step(`Following pipelinerun ${name}`);
  const run = await followRun(kubectl, name, runLimitSeconds);
  process.stdout.write(await report(target, kubectl, run));
  if (succeeded(run)?.status !== 'True') {
    throw new Error(`pipelinerun ${name} failed: ${succeeded(run)?.message ?? 'no condition'}`);
  }
  return run;
}

/** The sample names images by tags and without a registry; a cluster with a registry needs it in front. */
async function pipelineFor({ imagePrefix, digests }: Installed): Promise<string> {
  const pipeline = parse(await readFile('crds/samples/pipeline.yaml', 'utf8')) as PipelineManifest;
  for (const stage of pipeline.spec.stages) {
    stage.image = `${imagePrefix}${pinned(stage.image, digests)}`;
  }
  return stringify(pipeline);
}
