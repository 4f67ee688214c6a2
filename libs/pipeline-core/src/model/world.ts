import type { PipelineStatus, StoredPipeline } from '@gho-platform/api';
import type { Instant, ObservedRun } from '../facts.ts';
import type { PipelineAction } from '../plan-types.ts';
import { makeObservedRun } from '../testing/index.ts';

/** Write is one change that the API server accepted, for the invariants. */
export type Write =
  | { readonly kind: 'Status'; readonly before: PipelineStatus; readonly after: PipelineStatus }
  | { readonly kind: 'Started'; readonly run: ObservedRun }
  | { readonly kind: 'Removed'; readonly run: ObservedRun }
  | { readonly kind: 'JobsRemoved'; readonly run: ObservedRun };

/**
 * World is the API server of the model: one Pipeline, its runs and every version that ever was, so that
 * a cache may show the past.
 */
export class World {
  readonly writes: Write[] = [];
  /** Writes that were refused because somebody else had written. */
  conflicts = 0;
  /** The greatest limit that ever was: a limit that shrinks stops nobody. */
  greatestLimit: number;
  /** Runs that somebody deleted while they worked, and whose pods still do. */
  readonly #orphans = new Map<string, ObservedRun>();
  readonly #pipelines: StoredPipeline[];
  readonly #runLists: (readonly ObservedRun[])[] = [[]];
  /** Who made which partition, unless nobody can know. */
  readonly #made = new Map<string, string>();
  #created = 0;
  #nowMs: number;
  #lastEndMs = 0;

  constructor(pipeline: StoredPipeline, start: Instant) {
    this.#pipelines = [pipeline];
    this.#nowMs = Date.parse(start);
    this.greatestLimit = pipeline.spec.concurrency?.limit ?? Number.POSITIVE_INFINITY;
  }

  get now(): Instant {
    return new Date(this.#nowMs).toISOString();
  }

  /**
   * When a run ends that ends now. It is never before an earlier end, even if the clock went back: the
   * removals of two runs of one name, whose ends a clock swapped, may be told twice.
   */
  nextEnd(): Instant {
    this.#lastEndMs = Math.max(this.#lastEndMs + 1, this.#nowMs);
    return new Date(this.#lastEndMs).toISOString();
  }

  get pipeline(): StoredPipeline {
    return this.pipelineAt(0);
  }

  get status(): PipelineStatus {
    return this.pipeline.status ?? {};
  }

  get runs(): readonly ObservedRun[] {
    return this.runsAt(0);
  }

  /** Runs of which something works, those that were deleted among them. */
  get atWork(): readonly ObservedRun[] {
    return [...this.runs.filter(({ state }) => state === 'Started'), ...this.#orphans.values()];
  }

  pipelineAt(lag: number): StoredPipeline {
    return version(this.#pipelines, lag);
  }

  runsAt(lag: number): readonly ObservedRun[] {
    return version(this.#runLists, lag);
  }

  find(uid: string): ObservedRun | undefined {
    return this.runs.find((run) => run.uid === uid);
  }

  /** Whether the run neither exists nor works, as the operator finds out from live reads. */
  isGone(uid: string): boolean {
    return this.find(uid) === undefined && !this.#orphans.has(uid);
  }

  makerOf(partition: string): string | undefined {
    return this.#made.get(partition);
  }

  /** Moves the clock, also back. */
  tick(seconds: number): void {
    this.#nowMs += seconds * 1000;
  }

  setLimit(limit: number): void {
    if (this.pipeline.spec.concurrency === undefined) return;
    this.greatestLimit = Math.max(this.greatestLimit, limit);
    this.#store({
      ...this.pipeline,
      spec: { ...this.pipeline.spec, concurrency: { limit } },
    });
  }

  /** PUT on the status: refused when the Pipeline is not the version that was read. */
  replaceStatus(status: PipelineStatus, resourceVersion: string): boolean {
    if (this.pipeline.metadata.resourceVersion !== resourceVersion) {
      this.conflicts += 1;
      return false;
    }
    this.writes.push({ kind: 'Status', before: this.status, after: status });
    this.#store({ ...this.pipeline, status });
    return true;
  }

  /** Somebody applies a run; one that exists stays as it is. */
  create(name: string, fields: Partial<ObservedRun>): void {
    if (this.runs.some((run) => run.name === name)) return;
    this.#created += 1;
    const run = makeObservedRun(name, {
      uid: `uid-${this.#created}`,
      createdAt: this.now,
      ...fields,
    });
    this.#runLists.push([...this.runs, run]);
  }

  /** Changes fields of a run, unless it changed since it was read. */
  change(read: ObservedRun, change: Partial<ObservedRun>): boolean {
    return this.#replaceRun(read, { ...read, ...change });
  }

  /** The run starts; what it was to resume it has taken over. */
  start(read: ObservedRun): void {
    const { name, createdAt, priority, force, uid, partition } = read;
    const run = makeObservedRun(name, {
      ...{ uid, createdAt, priority, force, state: 'Started', hasJobs: true },
      ...(partition === undefined ? {} : { partition }),
    });
    if (this.#replaceRun(read, run)) this.writes.push({ kind: 'Started', run });
  }

  /** The work of a run ends. */
  end(run: ObservedRun, outcome: 'Succeeded' | 'Failed'): void {
    if (run.state !== 'Started') return;
    const end = { outcome, finishedAt: this.nextEnd(), isDuplicate: false };
    if (!this.change(run, { state: 'Ended', end })) return;
    if (outcome === 'Succeeded' && run.partition !== undefined) {
      this.#made.set(run.partition, run.uid);
    }
  }

  /** Somebody deletes a run. What it made, nobody can know whose end the ledger had not seen. */
  deleteByHand(run: ObservedRun): void {
    if (run.state === 'Started') this.#orphans.set(run.uid, run);
    const isSeen = this.status.active?.some(({ uid }) => uid === run.uid) !== true;
    const { partition } = run;
    if (partition !== undefined && this.#made.get(partition) === run.uid && !isSeen) {
      this.#made.delete(partition);
    }
    this.#remove(run);
  }

  /** The pods of deleted runs end. */
  endPods(): void {
    this.#orphans.clear();
  }

  /** Carries out an action as the API server would: what is gone already is no error. */
  perform({ verb, name, uid }: PipelineAction): void {
    const run = this.runs.find((one) => one.name === name && one.uid === uid);
    if (run === undefined) return;
    if (verb === 'deleteRun') {
      this.writes.push({ kind: 'Removed', run });
      this.#remove(run);
    } else {
      this.writes.push({ kind: 'JobsRemoved', run });
      this.change(run, { hasJobs: false });
    }
  }

  /** PUT on a run: refused when it is not the version that was read. */
  #replaceRun(read: ObservedRun, next: ObservedRun): boolean {
    if (this.find(read.uid) !== read) {
      this.conflicts += 1;
      return false;
    }
    this.#runLists.push(this.runs.map((run) => (run === read ? next : run)));
    return true;
  }

  #remove(run: ObservedRun): void {
    this.#runLists.push(this.runs.filter((one) => one !== run));
  }

  #store(pipeline: StoredPipeline): void {
    const resourceVersion = String(this.#pipelines.length + 1);
    this.#pipelines.push({ ...pipeline, metadata: { ...pipeline.metadata, resourceVersion } });
  }
}

function version<T>(versions: readonly T[], lag: number): T {
  const found = versions.at(-1 - lag) ?? versions[0];
  if (found === undefined) throw new Error('a world begins with one version of everything');
  return found;
}
