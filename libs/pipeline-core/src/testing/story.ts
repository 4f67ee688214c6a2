import type { PipelineStatus, StoredPipeline } from '@gho-platform/api';
import { isSame } from '@gho-platform/run-core';
import type { ObservedRun } from '../facts.ts';
import { planPipeline } from '../plan-pipeline.ts';
import type { PipelinePlan } from '../plan-types.ts';
import { makeObservedRun } from './make-observed-run.ts';
import { makePipeline } from './make-pipeline.ts';

/** PipelineStory plays a Pipeline and its runs: each decision is stored before the next is made. */
export class PipelineStory {
  spec: Partial<StoredPipeline['spec']>;
  status: PipelineStatus | undefined;
  readonly gone = new Set<string>();
  #runs = new Map<string, ObservedRun>();

  constructor(spec: Partial<StoredPipeline['spec']>, status?: PipelineStatus) {
    this.spec = spec;
    this.status = status;
  }

  /** Creates a run, or changes the one of this name. */
  run(name: string, fields: Partial<ObservedRun> = {}): this {
    const before = this.#runs.get(name) ?? makeObservedRun(name);
    this.#runs.set(name, { ...before, ...fields });
    return this;
  }

  /** Creates runs one second after the other. */
  create(...names: readonly string[]): this {
    for (const [index, name] of names.entries()) {
      const second = String(this.#runs.size).padStart(2, '0');
      this.run(name, { createdAt: `2026-06-01T00:00:${second}.00${index % 10}Z` });
    }
    return this;
  }

  /** The run is no longer in the cache. */
  forget(name: string): this {
    this.#runs.delete(name);
    return this;
  }

  /** Decides at `time` of 2026-06-01, stores the status, and checks that it is stable. */
  at(time: string): PipelinePlan {
    const facts = {
      pipeline: makePipeline(this.spec, this.status),
      runs: [...this.#runs.values()],
      goneRuns: this.gone,
      now: `2026-06-01T${time}Z`,
    };
    const plan = planPipeline(facts);
    const again = planPipeline({ ...facts, pipeline: makePipeline(this.spec, plan.status) });
    if (!isSame(plan.status, again.status)) {
      throw new Error(`asked again, it says ${JSON.stringify(again.status)}`);
    }
    this.status = plan.status;
    return plan;
  }
}

/** Names of the runs that have a place. */
export function activeOf({ status }: PipelinePlan): readonly string[] {
  return (status.active ?? []).map(({ run }) => run);
}

/** The queue as `name reason on`. */
export function queueOf({ queue }: PipelinePlan): readonly string[] {
  return queue.map(({ name, reason, on }) => `${name} ${reason} ${on}`);
}

/** What is remembered, as `run partition outcome removed`, in order. */
export function endedOf({ status }: PipelinePlan): readonly string[] {
  return (status.ended ?? []).map(({ run, partition, outcome, removed }) =>
    [run, partition, outcome, removed === true ? 'removed' : undefined]
      .filter((word) => word !== undefined)
      .join(' '),
  );
}

/** The actions as `verb name`. */
export function actionsOf({ actions }: PipelinePlan): readonly string[] {
  return actions.map(({ verb, name }) => `${verb} ${name}`);
}
