import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { Instant, ObservedRun, ScheduleFacts } from '../facts.ts';
import { runNameOf } from '../identity.ts';
import type { ScheduleAction } from '../plan-types.ts';
import type { ScheduleStatus } from '../types.ts';

/** Write is one change that the API server accepted, for the invariants. */
export type Write =
  | { readonly kind: 'Status'; readonly before: ScheduleStatus; readonly after: ScheduleStatus }
  | { readonly kind: 'Created'; readonly run: ObservedRun }
  | { readonly kind: 'Cancelled'; readonly uid: string }
  | { readonly kind: 'Deleted'; readonly run: ObservedRun };

/** Surroundings is what a decision sees besides the schedule and its runs. A new fact belongs here. */
export interface Surroundings extends Pick<ScheduleFacts, 'foreignRunNames' | 'refusedRuns'> {
  /** Whether the lines or the zone cannot be read. */
  readonly invalid: boolean;
}

/** How the API server answers who creates a run. */
export type Answer = 'Taken' | 'Denied' | 'Refused';

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
  /** Names of runs that the API server did not take at once. */
  readonly refused = new Set<string>();
  readonly #schedules: StoredPipelineSchedule[];
  readonly #runLists: (readonly ObservedRun[])[] = [[]];
  #surroundings: Surroundings = { foreignRunNames: [], refusedRuns: [], invalid: false };
  #answer: Answer = 'Taken';
  #nowMs: number;
  #now: Instant;

  constructor(schedule: StoredPipelineSchedule, start: Instant) {
    this.#schedules = [schedule];
    this.#nowMs = Date.parse(start);
    this.#now = new Date(this.#nowMs).toISOString();
  }

  get now(): Instant {
    return this.#now;
  }

  get surroundings(): Surroundings {
    return this.#surroundings;
  }

  get isDeleted(): boolean {
    return this.schedule.metadata.deletionTimestamp !== undefined;
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
    this.#now = new Date(this.#nowMs).toISOString();
  }

  /** From now on the API server answers so; what it denied for a time is asked for again. */
  answer(answer: Answer): void {
    this.#answer = answer;
    const refusedRuns = this.#surroundings.refusedRuns.filter(({ forGood }) => forGood);
    this.#surroundings = { ...this.#surroundings, refusedRuns };
  }

  /** The lines become such that nobody can read them, or right again. */
  garble(invalid: boolean): void {
    this.#surroundings = { ...this.#surroundings, invalid };
  }

  /** Somebody else has a run with the name of a tick to come, unless it is there already. */
  takeName(number: number): void {
    const { nextTicks = [] } = this.status;
    const tick = nextTicks[number % Math.max(1, nextTicks.length)];
    if (tick === undefined) return;
    const name = runNameOf(this.schedule.metadata.name, tick);
    if (this.runs.some((run) => run.name === name)) return;
    const foreignRunNames = [...this.#surroundings.foreignRunNames, name];
    this.#surroundings = { ...this.#surroundings, foreignRunNames };
  }

  /** The user deletes the schedule; what belongs to it keeps it for a while. */
  deleteSchedule(): void {
    if (this.isDeleted) return;
    const metadata = { ...this.schedule.metadata, deletionTimestamp: this.now };
    this.#store({ ...this.schedule, metadata });
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
    if (action.verb === 'cancelRun') {
      this.writes.push({ kind: 'Cancelled', uid: action.uid });
      this.#change(action.uid, { cancelling: true });
    }
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
    const { foreignRunNames } = this.#surroundings;
    if (foreignRunNames.includes(name) || this.runs.some((run) => run.name === name)) return;
    if (this.#answer !== 'Taken') {
      this.#refuse(name, this.#answer === 'Refused');
      return;
    }
    const uid = `run-${this.everyRun.size + 1}`;
    const run = { name, uid, tick, state: 'Active', cancelling: false, deleting: false } as const;
    this.everyRun.set(uid, run);
    this.#runLists.push([...this.runs, run]);
    this.writes.push({ kind: 'Created', run });
  }

  #refuse(name: string, forGood: boolean): void {
    this.refused.add(name);
    const others = this.#surroundings.refusedRuns.filter((run) => run.name !== name);
    const refusedRuns = [...others, { name, forGood, message: `run ${name} is not allowed` }];
    this.#surroundings = { ...this.#surroundings, refusedRuns };
  }

  #change(uid: string, change: Partial<ObservedRun>): void {
    const run = this.runs.find((one) => one.uid === uid);
    if (run === undefined) return;
    const changed = { ...run, ...change };
    this.everyRun.set(uid, changed);
    this.#runLists.push(this.runs.map((one) => (one === run ? changed : one)));
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
