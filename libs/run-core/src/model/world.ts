import type { StoredPipelineRun } from '@gho-platform/api';
import type { Facts, FailureReason, Instant, ObservedJob } from '../facts.ts';
import type { Action } from '../plan-types.ts';
import { isFinished } from '../after-end.ts';
import type { RunStatus } from '../types.ts';
import { canWork, observe } from './simulated-job.ts';
import type { SimulatedJob } from './simulated-job.ts';

/** Write is one change that the API server accepted, for the invariants. */
export type Write =
  | { readonly kind: 'Status'; readonly before: RunStatus; readonly after: RunStatus }
  | { readonly kind: 'Created'; readonly job: SimulatedJob }
  | { readonly kind: 'Deleted'; readonly name: string }
  | { readonly kind: 'Released'; readonly name: string };

/**
 * World is the API server and the cluster of the model: one run, its Jobs and every version that
 * ever was, so that a cache may show the past.
 */
export class World {
  readonly pipeline: Facts['pipeline'];
  readonly writes: Write[] = [];
  /** Every Job that ever existed, in its last state. */
  readonly everyJob = new Map<string, SimulatedJob>();
  /** uids of Jobs whose finalizer somebody else took off: nobody can know how those ended. */
  readonly stripped = new Set<string>();
  readonly #runs: StoredPipelineRun[];
  readonly #jobLists: (readonly SimulatedJob[])[] = [[]];
  #nowMs: number;

  constructor(run: StoredPipelineRun, pipeline: Facts['pipeline'], start: Instant) {
    this.#runs = [run];
    this.pipeline = pipeline;
    this.#nowMs = Date.parse(start);
  }

  get now(): Instant {
    return new Date(this.#nowMs).toISOString();
  }

  get run(): StoredPipelineRun {
    return this.runAt(0);
  }

  get status(): RunStatus {
    return this.run.status ?? {};
  }

  get jobs(): readonly SimulatedJob[] {
    return last(this.#jobLists, 0);
  }

  get isFinished(): boolean {
    return isFinished(this.status);
  }

  /** Jobs that do something or could start to. */
  get workingJobs(): readonly SimulatedJob[] {
    return this.jobs.filter(canWork);
  }

  /** The run as it was `lag` versions ago. */
  runAt(lag: number): StoredPipelineRun {
    return last(this.#runs, lag);
  }

  /** The Jobs as they were `lag` versions ago. */
  jobsAt(lag: number): readonly ObservedJob[] {
    return last(this.#jobLists, lag).map(observe);
  }

  /** Moves the clock; it may go back a little, as clocks do. */
  tick(seconds: number): void {
    this.#nowMs += seconds * 1000;
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

  /** PUT on the status: refused when the run is not the version that was read. */
  replaceStatus(status: RunStatus, resourceVersion: string): boolean {
    if (this.run.metadata.resourceVersion !== resourceVersion) return false;
    this.writes.push({ kind: 'Status', before: this.status, after: status });
    this.#store({ ...this.run, status });
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
        this.endPods(action.uid);
        break;
      case 'releaseJob':
        this.writes.push({ kind: 'Released', name: action.name });
        this.change(action.uid, (job) => ({ ...job, held: false }));
    }
  }

  /** `heldUp`: a container that somebody injected goes on. */
  succeed(uid: string, heldUp = false): void {
    this.#finish(uid, { kind: 'Succeeded', at: this.now }, { hasActivePods: false, heldUp });
  }

  /** `othersRun`: other shards of the Job are still to be ended by the Job controller. */
  fail(uid: string, reason: FailureReason, others: { othersRun: boolean; heldUp: boolean }): void {
    const { othersRun: hasActivePods, heldUp } = others;
    this.#finish(uid, { kind: 'Failed', at: this.now, reason }, { hasActivePods, heldUp });
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
    const jobs = this.jobs.map((job) => (job.uid === uid ? change(job) : job));
    for (const job of jobs) this.everyJob.set(job.uid, job);
    const left = jobs.filter(
      ({ deleting, held, hasActivePods }) => !deleting || held || hasActivePods,
    );
    this.#jobLists.push(left);
  }

  #create({ name, stage, attempt }: Extract<Action, { verb: 'createJob' }>): void {
    if (this.jobs.some((job) => job.name === name)) return;
    const uid = `job-${this.everyJob.size + 1}`;
    const job: SimulatedJob = {
      name,
      uid,
      stage,
      attempt,
      outcome: { kind: 'None' },
      hasActivePods: true,
      finished: false,
      heldUp: false,
      deleting: false,
      held: true,
    };
    this.everyJob.set(uid, job);
    this.writes.push({ kind: 'Created', job });
    this.#jobLists.push([...this.jobs, job]);
  }

  #finish(
    uid: string,
    outcome: SimulatedJob['outcome'],
    rest: Pick<SimulatedJob, 'hasActivePods' | 'heldUp'>,
  ): void {
    const finished = !rest.hasActivePods && !rest.heldUp;
    this.change(uid, (job) =>
      job.outcome.kind === 'None' && job.hasActivePods
        ? { ...job, ...rest, outcome, finished }
        : job,
    );
  }

  #store(run: StoredPipelineRun): void {
    const resourceVersion = String(this.#runs.length + 1);
    this.#runs.push({ ...run, metadata: { ...run.metadata, resourceVersion } });
  }
}

function last<T>(versions: readonly T[], lag: number): T {
  const version = versions.at(-1 - lag) ?? versions[0];
  if (version === undefined) throw new Error('a world begins with one version of everything');
  return version;
}
