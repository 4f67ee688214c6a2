import type { Api, KubeObject, Resource } from '@gho-platform/kube';
import { jobs, pods } from '@gho-platform/kube';
import { runs } from './observer.ts';
import type { Timeline } from './timeline.ts';
import type { Turns } from './turns.ts';
import type { Workload } from './workload.ts';
import { barePod, plainJob, runOf, stageNames } from './workload.ts';

/** Contestant is one way to run a chain of stages, each after the end of the one before it. */
export interface Contestant {
  readonly name: string;
  /** Short, in names of chains. */
  readonly prefix: string;
  /** Runs one chain; resolves when the contestant knows that it has ended well. */
  readonly run: (chain: string, timeline: Timeline) => Promise<void>;
}

/** Everything that a contestant is made of. */
export interface Arena {
  /** With no limit of its own on requests. */
  readonly api: Api;
  readonly turns: Turns;
  readonly workload: Workload;
}

/** barePods is the floor: no Job, no record, nobody who would notice a lost node. */
export function barePods(arena: Arena): Contestant {
  return {
    name: 'bare pods, on the terminated container',
    prefix: 'pod',
    run: async (chain, timeline) => {
      for (const stage of stageNames) {
        await create(arena, pods, barePod(arena.workload, chain, stage));
        await timeline.seen({ happening: 'terminated', chain, stage });
      }
    },
  };
}

/** plainJobs chains Jobs without any record of the chain, by one of two signs that a stage ended. */
export function plainJobs(arena: Arena, sign: 'terminated' | 'completed'): Contestant {
  const by = sign === 'terminated' ? 'on the terminated container' : 'by condition';
  return {
    name: `Jobs, ${by}`,
    prefix: sign === 'terminated' ? 'job' : 'cond',
    run: async (chain, timeline) => {
      for (const stage of stageNames) {
        await create(arena, jobs, plainJob(arena.workload, chain, stage));
        await timeline.seen({ happening: sign, chain, stage });
      }
    },
  };
}

/** operatorRuns is the operator: a chain is a PipelineRun, and its end is in the run's status. */
export function operatorRuns(arena: Arena): Contestant {
  return {
    name: 'the operator',
    prefix: 'run',
    run: async (chain, timeline) => {
      await create(arena, runs, runOf(arena.workload, chain));
      await timeline.seen({ happening: 'ended', chain });
    },
  };
}

async function create(
  { api, turns }: Arena,
  resource: Resource,
  object: KubeObject,
): Promise<void> {
  const { kind } = await turns.take(() => api.create(resource, object));
  if (kind === 'AlreadyExists') {
    throw new Error(`create ${resource.kind} ${object.metadata?.name ?? ''}: it exists already`);
  }
}
