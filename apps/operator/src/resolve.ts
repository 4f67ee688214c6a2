import type { StoredPipeline, StoredPipelineRun, StoredPipelineSpec } from '@gho-platform/api';
import type { Api, Clock, ObjectRef, Store } from '@gho-platform/kube';
import { controllerRevisions, keyOf } from '@gho-platform/kube';
import type { PipelineResolution, Turn } from '@gho-platform/run-core';
import { isItsTurn, isPreview } from '@gho-platform/run-core';
import { pipelines } from './resources.ts';
import type { Revision } from './revision.ts';
import { lastUseMs, revisionName, revisionOf, specIn, usedAnnotation } from './revision.ts';
import { hasEnded } from './run-state.ts';

/** Thousands of runs may choose one revision: each would cost two writes. */
const noteUseEveryMs = 5 * 60_000;

export interface ResolverOptions {
  readonly api: Api;
  readonly pipelines: Store<StoredPipeline>;
  readonly clock: Clock;
  /** What a Pipeline says about the start of a run. */
  readonly turnOf: (pipeline: StoredPipeline, run: StoredPipelineRun) => Turn;
}

/** The frozen Pipeline of a run, and whether it is the turn of a run that has none yet. */
export interface Resolved {
  readonly pipeline: PipelineResolution;
  readonly turn: Turn;
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
  /** Monotonic milliseconds at which this process last noted that a revision is used, by its key. */
  readonly #notedMs = new Map<string, number>();

  constructor(options: ResolverOptions) {
    this.#options = options;
  }

  /** The resolution as caches know it; undefined when only the API server can tell. */
  fromCaches(run: StoredPipelineRun): Resolved | undefined {
    if (hasEnded(run)) return started(ended);
    const { pipelineRevision: revision } = run.status ?? {};
    if (revision === undefined) return this.#choose(run, this.#options.pipelines.get(refOf(run)));
    const spec = this.#specs.get(keyOf({ namespace: run.metadata.namespace, name: revision }));
    return spec === undefined ? undefined : started({ kind: 'Resolved', revision, spec });
  }

  /** The resolution as the API server has it. Freezes the Pipeline of a run whose turn it is. */
  async live(run: StoredPipelineRun): Promise<Resolved> {
    if (hasEnded(run)) return started(ended);
    const { pipelineRevision: revision } = run.status ?? {};
    if (revision !== undefined) return started(await this.#read(run, revision));
    const pipeline = await this.#options.api.get<StoredPipeline>(pipelines, refOf(run));
    const chosen = this.#choose(run, pipeline);
    const starts = isItsTurn(chosen.turn) && !isPreview(run);
    if (pipeline !== undefined && starts) await this.#freeze(pipeline);
    return chosen;
  }

  /** The Pipeline that a run froze, also after its end; undefined for one that never started. */
  async frozen(run: StoredPipelineRun): Promise<PipelineResolution | undefined> {
    const { pipelineRevision } = run.status ?? {};
    return pipelineRevision === undefined ? undefined : this.#read(run, pipelineRevision);
  }

  #choose(run: StoredPipelineRun, pipeline: StoredPipeline | undefined): Resolved {
    if (pipeline === undefined) return started(missingPipeline(run));
    return {
      pipeline: {
        kind: 'Resolved',
        revision: revisionName(pipeline),
        spec: pipeline.spec,
      },
      turn: this.#options.turnOf(pipeline, run),
    };
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
   * Stores the revision before any status names it. One that exists is noted as used, which keeps the
   * collector away for an hour and, since it deletes by resourceVersion, from what it has read before.
   */
  async #freeze(pipeline: StoredPipeline): Promise<void> {
    const { api, clock } = this.#options;
    const revision = revisionOf(pipeline);
    const ref = { namespace: pipeline.metadata.namespace, name: revisionName(pipeline) };
    const nowMs = clock.monotonicMs();
    const notedMs = this.#notedMs.get(keyOf(ref));
    if (notedMs !== undefined && nowMs - notedMs < noteUseEveryMs) return;
    const created = await api.create(controllerRevisions, revision);
    if (created.kind === 'AlreadyExists') await this.#noteUse(ref);
    this.#remember(ref, pipeline.spec);
    this.#notedMs.set(keyOf(ref), nowMs);
  }

  /** What was created or used just now needs no note. A create whose answer was lost gets by without another write. */
  async #noteUse(ref: ObjectRef): Promise<void> {
    const { api, clock } = this.#options;
    const now = clock.now();
    const stored = await api.get<Revision>(controllerRevisions, ref);
    if (stored !== undefined && now.getTime() - lastUseMs(stored) < noteUseEveryMs) return;
    const used = { [usedAnnotation]: now.toISOString() };
    const touched = await api.annotate<Revision>(controllerRevisions, ref, used);
    if (touched.kind === 'Stored') return;
    throw new Error(`freeze Pipeline: ControllerRevision ${keyOf(ref)} was deleted`);
  }

  #remember(ref: ObjectRef, spec: StoredPipelineSpec): void {
    const [oldest] = this.#specs.keys();
    if (this.#specs.size >= maxSpecs && oldest !== undefined) {
      this.#specs.delete(oldest);
      this.#notedMs.delete(oldest);
    }
    this.#specs.set(keyOf(ref), spec);
  }
}

/** What a run that has ended needs of its Pipeline: nothing, and so nothing is read. */
const ended: PipelineResolution = { kind: 'Missing', message: 'the run has ended' };

/** Of a run that started, or cannot, nobody asks for its turn. */
function started(pipeline: PipelineResolution): Resolved {
  return { pipeline, turn: { kind: 'Open' } };
}

function missingPipeline(run: StoredPipelineRun): PipelineResolution {
  return { kind: 'Missing', message: `Pipeline ${run.spec.pipelineRef.name} does not exist` };
}

function refOf(run: StoredPipelineRun): ObjectRef {
  return { namespace: run.metadata.namespace, name: run.spec.pipelineRef.name };
}
