import type { StoredPipelineRun, StoredPipelineSpec } from '@gho-platform/api';
import type { Blockage, Facts, FailureReason, Instant, ObservedJob, Turn } from '../facts.ts';
import type { Action } from '../plan-types.ts';
import { isFinished } from '../after-end.ts';
import { jobName } from '../job-name.ts';
import { resolved } from '../testing/make-facts.ts';
import type { RunStatus } from '../types.ts';
import { canWork, observe } from './simulated-job.ts';
import type { SimulatedJob } from './simulated-job.ts';

/** Write is one answer of the API server to a change, for the invariants. */
export type Write =
  | {
      readonly kind: 'Status';
      /** The version that it replaced, so the one that the decision saw. */
      readonly run: StoredPipelineRun;
      readonly before: RunStatus;
      readonly after: RunStatus;
    }
  | { readonly kind: 'Created'; readonly job: SimulatedJob }
  | { readonly kind: 'Denied'; readonly name: string }
  | { readonly kind: 'Deleted'; readonly name: string }
  | { readonly kind: 'Stopped'; readonly name: string }
  | { readonly kind: 'Released'; readonly name: string };

/** Surroundings is what a decision sees besides the run and its Jobs. A new fact belongs here. */
export type Surroundings = Omit<Facts, 'run' | 'jobs' | 'now'>;

export interface Beginning {
  readonly spec: StoredPipelineSpec;
  readonly surroundings: Surroundings;
  readonly start: Instant;
}

interface Version {
  readonly jobs: readonly SimulatedJob[];
  readonly observed: readonly ObservedJob[];
}

/**
 * World is the API server and the cluster of the model: one run, its Jobs and every version that
 * ever was, so that a cache may show the past.
 */
export class World {
  readonly writes: Write[] = [];
  /** Every Job that ever existed, in its last state. */
  readonly everyJob = new Map<string, SimulatedJob>();
  /** uids of Jobs whose finalizer somebody else took off: nobody can know how those ended. */
  readonly stripped = new Set<string>();
  /** The Pipeline's stages, whether or not the decision can see them. */
  readonly stages: StoredPipelineSpec['stages'];
  readonly #runs: StoredPipelineRun[];
  readonly #versions: Version[] = [{ jobs: [], observed: [] }];
  readonly #spec: StoredPipelineSpec;
  /** While true, the API server refuses new Jobs. */
  #isFull = false;
  #surroundings: Surroundings;
  #nowMs: number;
  #now: Instant;

  constructor(run: StoredPipelineRun, { spec, surroundings, start }: Beginning) {
    this.#runs = [run];
    this.#spec = spec;
    this.stages = spec.stages;
    this.#surroundings = surroundings;
    this.#nowMs = Date.parse(start);
    this.#now = start;
  }

  get now(): Instant {
    return this.#now;
  }

  get surroundings(): Surroundings {
    return this.#surroundings;
  }

  get run(): StoredPipelineRun {
    return this.runAt(0);
  }

  get status(): RunStatus {
    return this.run.status ?? {};
  }

  get jobs(): readonly SimulatedJob[] {
    return last(this.#versions, 0).jobs;
  }

  get isFinished(): boolean {
    return isFinished(this.status);
  }

  get isDeleted(): boolean {
    return this.run.metadata.deletionTimestamp !== undefined;
  }

  /** Jobs that do something or could start to. */
  get workingJobs(): readonly SimulatedJob[] {
    return this.jobs.filter(canWork);
  }

  /** The run as it was `lag` versions ago. */
  runAt(lag: number): StoredPipelineRun {
    return last(this.#runs, lag);
  }

  /** The Jobs as they were `lag` versions ago: the very same list as long as nothing changes. */
  jobsAt(lag: number): readonly ObservedJob[] {
    return last(this.#versions, lag).observed;
  }

  /** Moves the clock; it may go back a little, as clocks do. */
  tick(seconds: number): void {
    this.#nowMs += seconds * 1000;
    this.#now = new Date(this.#nowMs).toISOString();
  }

  /** What is around the run changes. */
  surround(change: Partial<Surroundings>): void {
    this.#surroundings = { ...this.#surroundings, ...change };
  }

  /** The Pipeline appears. A revision that was lost after the start stays lost. */
  findPipeline(): void {
    if (this.status.startedAt !== undefined) return;
    this.surround({ pipeline: resolved(this.#spec) });
  }

  losePipeline(): void {
    this.surround({ pipeline: { kind: 'Missing', message: 'pipeline gho does not exist' } });
  }

  /** A turn that was given is not taken back, and a run without bounds never waits for one. */
  decideTurn(kind: Exclude<Turn['kind'], 'Open'>): void {
    const { turn } = this.#surroundings;
    if (turn.kind === 'Undecided' || turn.kind === 'Queued') this.surround({ turn: turns[kind] });
  }

  /** The API server refuses new Jobs, or takes them again. */
  limitJobs(isFull: boolean): void {
    this.#isFull = isFull;
    if (!isFull) this.surround({ deniedJobs: [] });
  }

  /** Somebody else has the Job of that name, unless it is there already. */
  takeName(stage: string, attempt: number): void {
    const name = jobName({ run: this.run.metadata.name, stage, attempt });
    if (this.jobs.some((job) => job.name === name)) return;
    this.surround({ foreignJobNames: [...this.#surroundings.foreignJobNames, name] });
  }

  /** The user changes the spec. */
  edit(spec: Partial<StoredPipelineRun['spec']>): void {
    const { metadata } = this.run;
    this.#store({
      ...this.run,
      metadata: { ...metadata, generation: metadata.generation + 1 },
      spec: { ...this.run.spec, ...spec },
    });
  }

  /** The user deletes the run; its finalizer keeps it. */
  deleteRun(): void {
    if (this.isDeleted) return;
    const metadata = { ...this.run.metadata, deletionTimestamp: this.now };
    this.#store({ ...this.run, metadata });
  }

  /** PUT on the status: refused when the run is not the version that was read. */
  replaceStatus(status: RunStatus, resourceVersion: string): boolean {
    const { run } = this;
    if (run.metadata.resourceVersion !== resourceVersion) return false;
    this.writes.push({ kind: 'Status', run, before: this.status, after: status });
    this.#store({ ...run, status });
    return true;
  }

  /** Carries out an action as the API server would: what exists or is gone already is no error. */
  perform(action: Action): void {
    switch (action.verb) {
      case 'createJob':
        this.#create(action);
        break;
      case 'deleteJob':
        this.writes.push({ kind: 'Deleted', name: action.name });
        this.change(action.uid, (job) => ({ ...job, deleting: true }));
        break;
      case 'stopPods':
        this.writes.push({ kind: 'Stopped', name: action.name });
        this.endPods(action.uid);
        break;
      case 'releaseJob':
        this.writes.push({ kind: 'Released', name: action.name });
        this.change(action.uid, (job) => ({ ...job, held: false }));
    }
  }

  /** `heldUp`: a container that somebody injected goes on. */
  succeed(uid: string, heldUp = false): void {
    const shards = this.everyJob.get(uid)?.shards ?? 1;
    const rest = { hasActivePods: false, heldUp, shardsSucceeded: shards };
    this.#finish(uid, { kind: 'Succeeded', at: this.now }, rest);
  }

  /** `othersRun`: other shards of the Job are still to be ended by the Job controller. */
  fail(uid: string, reason: FailureReason, others: { othersRun: boolean; heldUp: boolean }): void {
    const { othersRun: hasActivePods, heldUp } = others;
    this.#finish(uid, { kind: 'Failed', at: this.now, reason }, { hasActivePods, heldUp });
  }

  /** One shard of several comes to its end, but not the last. */
  endShard(uid: string): void {
    this.change(uid, (job) =>
      job.outcome.kind === 'None' && job.shardsSucceeded + 1 < job.shards
        ? { ...job, shardsSucceeded: job.shardsSucceeded + 1 }
        : job,
    );
  }

  /** The pods of a Job do not run, or do again. */
  block(uid: string, reason: Blockage['reason'] | undefined): void {
    this.change(uid, ({ blocked, ...job }) => {
      if (reason === undefined || job.outcome.kind !== 'None') return job;
      const message = `waits for ${reason}`;
      return { ...job, blocked: blocked ?? { reason, on: job.name, since: this.now, message } };
    });
  }

  /** The pods of a Job that failed or is deleted come to their end, and so does the Job. */
  endPods(uid: string): void {
    this.change(uid, (job) =>
      job.deleting || (job.outcome.kind !== 'None' && !job.heldUp)
        ? { ...job, hasActivePods: false, finished: true }
        : job,
    );
  }

  /** A pod is evicted, and the Job replaces it. */
  disrupt(uid: string): void {
    this.change(uid, (job) =>
      job.outcome.kind === 'None' && !job.deleting ? { ...job, lostPodAt: this.now } : job,
    );
  }

  /** Somebody deletes a Job by hand: the finalizer holds it. */
  deleteByHand(uid: string): void {
    this.change(uid, (job) => ({ ...job, deleting: true }));
  }

  /** Somebody takes the finalizers off too, so that the Job is gone at once. */
  vanish(uid: string): void {
    this.stripped.add(uid);
    this.change(uid, (job) => ({ ...job, deleting: true, held: false, hasActivePods: false }));
  }

  /** Changes a Job; one that is deleted, quiet and free is gone. */
  change(uid: string, change: (job: SimulatedJob) => SimulatedJob): void {
    const job = this.jobs.find((one) => one.uid === uid);
    const changed = job === undefined ? undefined : change(job);
    if (changed === undefined || changed === job) return;
    this.everyJob.set(uid, changed);
    const isGone = changed.deleting && !changed.held && !changed.hasActivePods;
    this.#show(this.jobs.flatMap((one) => (one === job ? (isGone ? [] : [changed]) : [one])));
  }

  #create({ name, stage, attempt, memory }: Extract<Action, { verb: 'createJob' }>): void {
    const { foreignJobNames } = this.#surroundings;
    if (foreignJobNames.includes(name) || this.jobs.some((job) => job.name === name)) return;
    if (this.#isFull) {
      this.#deny(name);
      return;
    }
    const uid = `job-${this.everyJob.size + 1}`;
    const job: SimulatedJob = {
      name,
      uid,
      stage,
      attempt,
      memory,
      shards: this.stages.find((spec) => spec.name === stage)?.shards ?? 1,
      shardsSucceeded: 0,
      outcome: { kind: 'None' },
      hasActivePods: true,
      finished: false,
      heldUp: false,
      deleting: false,
      held: true,
    };
    this.everyJob.set(uid, job);
    this.writes.push({ kind: 'Created', job });
    this.#show([...this.jobs, job]);
  }

  #deny(name: string): void {
    const { deniedJobs } = this.#surroundings;
    this.writes.push({ kind: 'Denied', name });
    if (deniedJobs.some((job) => job.name === name)) return;
    const denied = { name, since: this.now, message: 'exceeded quota' };
    this.surround({ deniedJobs: [...deniedJobs, denied] });
  }

  #finish(
    uid: string,
    outcome: SimulatedJob['outcome'],
    rest: Pick<SimulatedJob, 'hasActivePods' | 'heldUp'> & Partial<SimulatedJob>,
  ): void {
    const finished = !rest.hasActivePods && !rest.heldUp;
    this.change(uid, (job) =>
      job.outcome.kind === 'None' && job.hasActivePods
        ? { ...job, ...rest, outcome, finished }
        : job,
    );
  }

  #show(jobs: readonly SimulatedJob[]): void {
    const { jobs: before, observed } = last(this.#versions, 0);
    const seen = jobs.map((job) => observed[before.indexOf(job)] ?? observe(job));
    this.#versions.push({ jobs, observed: seen });
  }

  #store(run: StoredPipelineRun): void {
    const resourceVersion = String(this.#runs.length + 1);
    this.#runs.push({ ...run, metadata: { ...run.metadata, resourceVersion } });
  }
}

const turns: { readonly [K in Turn['kind']]: Extract<Turn, { kind: K }> } = {
  Open: { kind: 'Open' },
  Undecided: { kind: 'Undecided' },
  Admitted: { kind: 'Admitted' },
  AlreadyDone: { kind: 'AlreadyDone', outcome: 'Succeeded', message: 'run gho-0 made it' },
  Queued: {
    kind: 'Queued',
    reason: 'ConcurrencyLimit',
    on: 'gho',
    position: 1,
    message: 'waits behind run gho-0',
  },
};

function last<T>(versions: readonly T[], lag: number): T {
  const version = versions.at(-1 - lag) ?? versions[0];
  if (version === undefined) throw new Error('a world begins with one version of everything');
  return version;
}
