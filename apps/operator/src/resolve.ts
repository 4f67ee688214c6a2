import type { StoredPipeline, StoredPipelineRun, StoredPipelineSpec } from '@gho-platform/api';
import { group } from '@gho-platform/api';
import type { Api, Clock, ObjectRef, Store } from '@gho-platform/kube';
import { controllerRevisions, keyOf } from '@gho-platform/kube';
import type { PipelineResolution } from '@gho-platform/run-core';
import { pipelines } from './resources.ts';
import type { Revision } from './revision.ts';
import { revisionName, revisionOf, specIn } from './revision.ts';
import { hasEnded } from './run-state.ts';

/** When a run last chose this revision; see RevisionCollector. */
export const usedAnnotation = `${group}/used-at`;

export interface ResolverOptions {
  readonly api: Api;
  readonly pipelines: Store<StoredPipeline>;
  readonly clock: Clock;
}

/** A run whose revision must be kept open only while it is under way: contents are few. */
const maxSpecs = 256;

/**
 * Resolver finds the frozen Pipeline of a run. A run that has none yet freezes the Pipeline as it
 * is now; from then on its status names the revision, and edits no longer reach it.
 */
export class Resolver {
  readonly #options: ResolverOptions;
  /** Frozen specs by key of their revision. Names carry the hash, so an entry never goes stale. */
  readonly #specs = new Map<string, StoredPipelineSpec>();

  constructor(options: ResolverOptions) {
    this.#options = options;
  }

  /** The resolution as caches know it; undefined when only the API server can tell. */
  fromCaches(run: StoredPipelineRun): PipelineResolution | undefined {
    if (hasEnded(run)) return ended;
    const { pipelineRevision: revision } = run.status ?? {};
    if (revision === undefined) {
      const pipeline = this.#options.pipelines.get(pipelineRef(run));
      return pipeline === undefined ? missingPipeline(run) : resolvedTo(pipeline);
    }
    const spec = this.#specs.get(keyOf({ namespace: run.metadata.namespace, name: revision }));
    return spec === undefined ? undefined : { kind: 'Resolved', revision, spec };
  }

  /** The resolution as the API server has it. Freezes the Pipeline of a run that has none yet. */
  async live(run: StoredPipelineRun): Promise<PipelineResolution> {
    if (hasEnded(run)) return ended;
    const { pipelineRevision: revision } = run.status ?? {};
    if (revision !== undefined) return this.#read(run, revision);
    const pipeline = await this.#options.api.get<StoredPipeline>(pipelines, pipelineRef(run));
    if (pipeline === undefined) return missingPipeline(run);
    await this.#freeze(pipeline);
    return resolvedTo(pipeline);
  }

  /** The Pipeline that a run froze, also after its end; undefined for one that never started. */
  async frozen(run: StoredPipelineRun): Promise<PipelineResolution | undefined> {
    const { pipelineRevision } = run.status ?? {};
    return pipelineRevision === undefined ? undefined : this.#read(run, pipelineRevision);
  }

  async #read(run: StoredPipelineRun, name: string): Promise<PipelineResolution> {
    const ref = { namespace: run.metadata.namespace, name };
    const known = this.#specs.get(keyOf(ref));
    if (known !== undefined) return { kind: 'Resolved', revision: name, spec: known };
    const revision = await this.#options.api.get<Revision>(controllerRevisions, ref);
    const spec = revision === undefined ? undefined : specIn(revision);
    if (spec === undefined) {
      return { kind: 'Missing', message: `ControllerRevision ${name} is gone or was changed` };
    }
    this.#remember(ref, spec);
    return { kind: 'Resolved', revision: name, spec };
  }

  /**
   * Stores the revision before any status names it. One that exists gets a new resourceVersion, so
   * that the collector, which deletes by resourceVersion, cannot remove it any more.
   */
  async #freeze(pipeline: StoredPipeline): Promise<void> {
    const { api, clock } = this.#options;
    const revision = revisionOf(pipeline);
    const ref = { namespace: pipeline.metadata.namespace, name: revisionName(pipeline) };
    const created = await api.create(controllerRevisions, revision);
    if (created.kind === 'AlreadyExists') {
      const used = { [usedAnnotation]: clock.now().toISOString() };
      const touched = await api.annotate<Revision>(controllerRevisions, ref, used);
      if (touched.kind !== 'Stored') {
        throw new Error(`freeze Pipeline ${keyOf(pipelineKey(pipeline))}: revision was deleted`);
      }
    }
    this.#remember(ref, pipeline.spec);
  }

  #remember(ref: ObjectRef, spec: StoredPipelineSpec): void {
    const [oldest] = this.#specs.keys();
    if (this.#specs.size >= maxSpecs && oldest !== undefined) this.#specs.delete(oldest);
    this.#specs.set(keyOf(ref), spec);
  }
}

/** What a run that has ended needs of its Pipeline: nothing, and so nothing is read. */
const ended: PipelineResolution = { kind: 'Missing', message: 'the run has ended' };

function resolvedTo(pipeline: StoredPipeline): PipelineResolution {
  return { kind: 'Resolved', revision: revisionName(pipeline), spec: pipeline.spec };
}

function missingPipeline(run: StoredPipelineRun): PipelineResolution {
  return { kind: 'Missing', message: `Pipeline ${run.spec.pipelineRef.name} does not exist` };
}

function pipelineRef(run: StoredPipelineRun): ObjectRef {
  return { namespace: run.metadata.namespace, name: run.spec.pipelineRef.name };
}

function pipelineKey(pipeline: StoredPipeline): ObjectRef {
  return { namespace: pipeline.metadata.namespace, name: pipeline.metadata.name };
}
