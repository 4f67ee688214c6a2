import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { Instant, ObservedRun } from '../facts.ts';
import type { ScheduleAction } from '../plan-types.ts';
import type { ScheduleStatus } from '../types.ts';

/** Write is one change that the API server accepted, for the invariants. */
export type Write =
  | { readonly kind: 'Status'; readonly before: ScheduleStatus; readonly after: ScheduleStatus }
  | { readonly kind: 'Created'; readonly run: ObservedRun }
  | { readonly kind: 'Deleted'; readonly run: ObservedRun };

/**
 * World is the API server of the model: one schedule, its runs and every version that ever was, so
 * that a cache may show the past.
 */
export class World {
  readonly writes: Write[] = [];
  /** Every run that ever existed, in its last state. */
  readonly everyRun = new Map<string, ObservedRun>();
  /** uids of runs that somebody deleted before the ledger had their uid: nobody can know of them. */
  readonly deletedUnseen = new Set<string>();
  readonly #schedules: StoredPipelineSchedule[];
  readonly #runLists: (readonly ObservedRun[])[] = [[]];
  #nowMs: number;

  constructor(schedule: StoredPipelineSchedule, start: Instant) {
    this.#schedules = [schedule];
    this.#nowMs = Date.parse(start);
  }

  get now(): Instant {
    return new Date(this.#nowMs).toISOString();
  }

  get schedule(): StoredPipelineSchedule {
    return this.scheduleAt(0);
  }

  get status(): ScheduleStatus {
    return this.schedule.status ?? {};
  }

  get runs(): readonly ObservedRun[] {
    return this.runsAt(0);
  }

  get activeRuns(): readonly ObservedRun[] {
    return this.runs.filter(({ state }) => state === 'Active');
  }

  /** The schedule as it was `lag` versions ago. */
  scheduleAt(lag: number): StoredPipelineSchedule {
    return version(this.#schedules, lag);
  }

  /** The runs as they were `lag` versions ago. */
  runsAt(lag: number): readonly ObservedRun[] {
    return version(this.#runLists, lag);
  }

  /** Moves the clock, also back. */
  tick(seconds: number): void {
    this.#nowMs += seconds * 1000;
  }

  /** The user changes the spec. */
  edit(spec: Partial<StoredPipelineSchedule['spec']>): void {
    const { metadata } = this.schedule;
    this.#store({
      ...this.schedule,
      metadata: { ...metadata, generation: metadata.generation + 1 },
      spec: { ...this.schedule.spec, ...spec },
    });
  }

  /** PUT on the status: refused when the schedule is not the version that was read. */
  replaceStatus(status: ScheduleStatus, resourceVersion: string): boolean {
    if (this.schedule.metadata.resourceVersion !== resourceVersion) return false;
    this.writes.push({ kind: 'Status', before: this.status, after: status });
    this.#store({ ...this.schedule, status });
    return true;
  }

  /** Carries out an action as the API server would: what exists or is gone already is no error. */
  perform(action: ScheduleAction): void {
    if (action.verb === 'createRun') this.#create(action.name, action.tick);
    if (action.verb === 'cancelRun') this.#change(action.uid, { cancelling: true });
    if (action.verb === 'deleteRun') {
      const run = this.runs.find(({ uid }) => uid === action.uid);
      if (run === undefined) return;
      this.writes.push({ kind: 'Deleted', run });
      this.#remove(run.uid);
    }
  }

  end(uid: string, state: ObservedRun['state']): void {
    const run = this.runs.find((one) => one.uid === uid);
    if (run?.state === 'Active') this.#change(uid, { state });
  }

  deleteByHand(uid: string): void {
    const isSeen = this.status.ledger?.some(({ runUID }) => runUID === uid) === true;
    if (!isSeen) this.deletedUnseen.add(uid);
    this.#remove(uid);
  }

  #create(name: string, tick: Instant): void {
    if (this.runs.some((run) => run.name === name)) return;
    const uid = `run-${this.everyRun.size + 1}`;
    const run = { name, uid, tick, state: 'Active', cancelling: false, deleting: false } as const;
    this.everyRun.set(uid, run);
    this.#runLists.push([...this.runs, run]);
    this.writes.push({ kind: 'Created', run });
  }

  #change(uid: string, change: Partial<ObservedRun>): void {
    const runs = this.runs.map((run) => (run.uid === uid ? { ...run, ...change } : run));
    for (const run of runs) this.everyRun.set(run.uid, run);
    this.#runLists.push(runs);
  }

  #remove(uid: string): void {
    this.#runLists.push(this.runs.filter((run) => run.uid !== uid));
  }

  #store(schedule: StoredPipelineSchedule): void {
    const resourceVersion = String(this.#schedules.length + 1);
    this.#schedules.push({ ...schedule, metadata: { ...schedule.metadata, resourceVersion } });
  }
}

function version<T>(versions: readonly T[], lag: number): T {
  const found = versions.at(-1 - lag) ?? versions[0];
  if (found === undefined) throw new Error('a world begins with one version of everything');
  return found;
}
