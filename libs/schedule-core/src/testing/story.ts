import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { Instant, ObservedRun, ScheduleFacts } from '../facts.ts';
import type { SchedulePlan } from '../plan-types.ts';
import { planSchedule } from '../plan-schedule.ts';
import { makeSchedule } from './make-schedule.ts';
import { periodicTicks } from './period.ts';

type Spec = StoredPipelineSchedule['spec'];

/**
 * ScheduleStory plays decisions one after the other about an hourly schedule that was created at
 * midnight: each sees the status that the one before it wanted, and the runs that it created.
 */
export class ScheduleStory {
  #schedule: StoredPipelineSchedule;
  #runs: readonly ObservedRun[] = [];
  /** Names of the runs in the order in which they were created. */
  readonly created: string[] = [];

  constructor(spec: Partial<Spec> = {}) {
    this.#schedule = makeSchedule(spec);
  }

  get schedule(): StoredPipelineSchedule {
    return this.#schedule;
  }

  get runs(): readonly ObservedRun[] {
    return this.#runs;
  }

  /** Decides at a time such as `01:00:00`, without carrying the actions out. */
  decide(now: string, facts: Partial<ScheduleFacts> = {}): SchedulePlan {
    const plan = planSchedule(this.factsAt(now, facts));
    this.#schedule = { ...this.#schedule, status: plan.status };
    return plan;
  }

  /** Decides and does what was decided. */
  at(now: string, facts: Partial<ScheduleFacts> = {}): SchedulePlan {
    const plan = this.decide(now, facts);
    for (const action of plan.actions) {
      if (action.verb === 'createRun') this.#create(action.name, action.tick);
      if (action.verb === 'cancelRun') this.#change(action.uid, { cancelling: true });
      if (action.verb === 'deleteRun') this.deleteRun(action.name);
    }
    return plan;
  }

  factsAt(now: string, facts: Partial<ScheduleFacts> = {}): ScheduleFacts {
    const instant: Instant = now.includes('T') ? now : `2026-06-01T${now}Z`;
    return {
      schedule: this.#schedule,
      runs: this.#runs,
      foreignRunNames: [],
      refusedRuns: [],
      ticks: periodicTicks(this.#schedule, instant, { seconds: 3600 }),
      now: instant,
      ...facts,
    };
  }

  edit(spec: Partial<Spec>): void {
    const { metadata } = this.#schedule;
    this.#schedule = {
      ...this.#schedule,
      metadata: { ...metadata, generation: metadata.generation + 1 },
      spec: { ...this.#schedule.spec, ...spec },
    };
  }

  /** Ends the newest active run. */
  end(state: ObservedRun['state']): void {
    const active = this.#runs.findLast((run) => run.state === 'Active');
    if (active === undefined) throw new Error('no run is active');
    this.#change(active.uid, { state });
  }

  deleteRun(name: string): void {
    this.#runs = this.#runs.filter((run) => run.name !== name);
  }

  #create(name: string, tick: Instant): void {
    this.created.push(name);
    const uid = `uid-${this.created.length}`;
    const run = { name, uid, tick, state: 'Active', cancelling: false, deleting: false } as const;
    this.#runs = [...this.#runs, run];
  }

  #change(uid: string, change: Partial<ObservedRun>): void {
    this.#runs = this.#runs.map((run) => (run.uid === uid ? { ...run, ...change } : run));
  }
}

/** The ledger of a plan as `hour verdict outcome`, the way a test reads it. */
export function ledgerOf({ status }: SchedulePlan): string[] {
  return (status.ledger ?? []).map(({ tick, verdict, outcome }) =>
    [tick.slice(11, 13), verdict, ...(outcome === undefined ? [] : [outcome])].join(' '),
  );
}

/** The condition Ready of a plan as `status reason`. */
export function readyOf({ status }: SchedulePlan): string {
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  return `${ready?.status ?? ''} ${ready?.reason ?? ''}`;
}

/** The actions of a plan as `verb hour`, by the tick of the run. */
export function actionsOf({ actions }: SchedulePlan): string[] {
  return actions.map(({ verb, name }) => {
    const minutes = Number(name.slice(name.lastIndexOf('-') + 1));
    return `${verb} ${new Date(minutes * 60_000).toISOString().slice(11, 13)}`;
  });
}
