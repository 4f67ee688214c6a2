import type { StoredPipeline } from '@gho-platform/api';
import type { Api, OwnWrites } from '@gho-platform/kube';
import { jobs, keyOf, refOfObject } from '@gho-platform/kube';
import type {
  PipelineAction,
  PipelineEvent,
  PipelineFacts,
  PipelinePlan,
} from '@gho-platform/pipeline-core';
import type { Applied } from '../apply.ts';
import type { Caches } from '../caches.ts';
import { indexes } from '../caches.ts';
import { pipelineRuns, pipelines } from '../resources.ts';

export interface ApplyPipelineOptions {
  readonly api: Api;
  readonly caches: Caches;
  readonly ownWrites: OwnWrites;
  readonly recordEvent: (pipeline: StoredPipeline, event: PipelineEvent) => void;
  readonly observer: PipelineObserver;
}

/** PipelineObserver is told what became true, for metrics and logs. */
export interface PipelineObserver {
  readonly statusStored: (pipeline: StoredPipeline) => void;
}

/**
 * Carries out a plan in the fixed order: status, actions, events. The write of the status lets runs in:
 * it is refused when the ledger is no longer the one that was read.
 */
export async function applyPipelinePlan(
  plan: PipelinePlan,
  { pipeline }: PipelineFacts,
  options: ApplyPipelineOptions,
): Promise<Applied> {
  const written = await options.api.replaceStatus<StoredPipeline>(pipelines, {
    ...pipeline,
    status: plan.status,
  });
  if (written.kind === 'NotFound') return { kind: 'Applied' };
  if (written.kind === 'Conflict') return written;
  const stored = written.object;
  options.ownWrites.record(keyOf(pipeline.metadata), options.caches.pipelines, stored);
  options.observer.statusStored(stored);
  try {
    for (const action of plan.actions) await perform(action, stored, options);
    return { kind: 'Applied' };
  } finally {
    // Also when an action fails: the next pass compares with the stored status and is silent.
    for (const event of plan.events) options.recordEvent(stored, event);
  }
}

async function perform(
  { verb, name, uid }: PipelineAction,
  { metadata: { namespace } }: StoredPipeline,
  { api, caches }: ApplyPipelineOptions,
): Promise<void> {
  switch (verb) {
    case 'deleteRun':
      await api.delete(pipelineRuns, { namespace, name }, { uid, propagation: 'Background' });
      return;
    case 'deleteJobs':
      for (const job of caches.jobs.find(indexes.runUid, uid)) {
        const condition = { uid: job.metadata?.uid ?? '', propagation: 'Background' } as const;
        await api.delete(jobs, refOfObject(job), condition);
      }
  }
}
