import type { PipelineSpec, StoredPipelineRun } from '@gho-platform/api';
import type { KubeObject } from '@gho-platform/kube';
import { ApiError, ConnectionError } from '@gho-platform/kube';
import { expect } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProxiedRequest, ProxiedWrite } from '../operator/fault-proxy.ts';
import { FaultProxy } from '../operator/fault-proxy.ts';
import type { OperatorProcess } from '../operator/operator-process.ts';
import { conditionOf, runs, World } from '../operator/world.ts';
import { patienceMs } from '../patience.ts';
import type { Approved, History } from './invariants.ts';
import { violations } from './invariants.ts';
import { endState } from './end-state.ts';
import { script } from './scenario.ts';

const pollMs = 100;

/** Stage is what a trial may do harm to. */
export interface Stage {
  readonly world: World;
  readonly namespace: string;
  readonly proxy: FaultProxy;
  /** Kills the operator, which is then started again. */
  readonly crash: () => void;
}

/** Waits until nothing goes wrong any more; rejects when the operator did what it must not. */
export type IsOver = () => Promise<void>;

/** Arrange makes things go wrong in a trial. */
export type Arrange = (stage: Stage) => IsOver | Promise<IsOver>;

export interface TrialOptions {
  readonly spec: PipelineSpec;
  /** Called before the operator starts. */
  readonly arrange?: Arrange;
}

/** Outcome is what one run under faults came to. */
export interface Outcome {
  readonly history: History;
  readonly violations: readonly string[];
  /** Comparable with that of another trial of the same Pipeline. */
  readonly end: unknown;
  readonly crashes: number;
  readonly writes: readonly ProxiedWrite[];
  readonly requests: readonly ProxiedRequest[];
  /** Of each process of the operator, one after the other. */
  readonly logs: OperatorProcess['logs'];
}

/** Starts a World whose pods follow the script of the trials. */
export async function startTrials(name: string): Promise<World> {
  const world = await World.start(name);
  world.kubelet.script = script;
  return world;
}

/**
 * Trial is one run in a namespace of its own, with an operator of its own behind a proxy of its own,
 * so that several go on side by side. An operator that was killed is started again at once.
 */
export class Trial {
  readonly #world: World;
  readonly #options: TrialOptions;
  readonly #approvals: { readonly at: number; readonly event: Approved }[] = [];
  readonly #operators: OperatorProcess[] = [];
  #crashes = 0;

  private constructor(world: World, options: TrialOptions) {
    this.#world = world;
    this.#options = options;
  }

  static async run(world: World, options: TrialOptions): Promise<Outcome> {
    const proxy = await FaultProxy.start(world.plane.kubeConfig);
    try {
      return await new Trial(world, options).#run(proxy);
    } finally {
      await proxy.stop();
    }
  }

  async #run(proxy: FaultProxy): Promise<Outcome> {
    const namespace = await this.#world.namespace(this.#options.spec);
    const crash = (): void => {
      this.#crashes++;
      this.#operator?.kill('SIGKILL');
    };
    const isOver = await this.#options.arrange?.({ world: this.#world, namespace, proxy, crash });
    await this.#start(namespace, proxy);
    await this.#world.createRun(namespace, 'run');
    const settled = this.#settled(namespace);
    const over = settled.then(
      () => true,
      () => true,
    );
    while (!(await Promise.race([over, this.#ended()]))) await this.#start(namespace, proxy);
    const { run, jobs } = await settled;
    await isOver?.();
    // The stop of a process has its own deadline, which is not what a trial is about.
    proxy.calm();
    await this.#operator?.end();
    return this.#outcome(run, jobs, proxy);
  }

  #outcome(
    run: StoredPipelineRun,
    jobs: readonly KubeObject[],
    { writes, requests }: FaultProxy,
  ): Outcome {
    const { namespace } = run.metadata;
    const jobsCreated = this.#world.createdFor(namespace, run.metadata.name);
    const journal = this.#journal(namespace);
    const history = { spec: this.#options.spec, journal, jobsCreated, run, jobs };
    return {
      history,
      violations: violations(history),
      end: endState(run, jobs),
      crashes: this.#crashes,
      writes,
      requests,
      logs: this.#operators.flatMap(({ logs }) => logs),
    };
  }

  async #start(namespace: string, proxy: FaultProxy): Promise<void> {
    const options = { server: proxy.url, approvals: 'Trusted' } as const;
    this.#operators.push(await this.#world.operator(namespace, options));
  }

  get #operator(): OperatorProcess | undefined {
    return this.#operators.at(-1);
  }

  async #ended(): Promise<false> {
    await this.#operator?.ended();
    return false;
  }

  /** Approves what waits for it, until the run has ended and its Jobs are let go. */
  async #settled(
    namespace: string,
  ): Promise<{ run: StoredPipelineRun; jobs: readonly KubeObject[] }> {
    const deadline = Date.now() + patienceMs;
    let run: StoredPipelineRun | undefined;
    while (Date.now() < deadline) {
      try {
        run = await this.#world.run(namespace, 'run');
        if (run !== undefined) await this.#approve(run);
        const jobs = await this.#world.jobsOf(namespace, 'run');
        if (run !== undefined && hasSettled(run, jobs)) return { run, jobs };
      } catch (error) {
        // The API server may be away on purpose.
        if (!isAway(error)) throw error;
      }
      await delay(pollMs);
    }
    const logs = JSON.stringify(this.#operator?.logs.slice(-10));
    const status = JSON.stringify(run?.status);
    throw new Error(`PipelineRun ${namespace}/run did not settle: ${status}, operator: ${logs}`);
  }

  async #approve({ metadata, status }: StoredPipelineRun): Promise<void> {
    const stage = status?.waiting?.reason === 'Approval' ? status.waiting.on : undefined;
    if (stage === undefined || this.#approvals.some(({ event }) => event.stage === stage)) return;
    const at = this.#world.kubelet.journal.length;
    const approvals = [{ stage, decision: 'Approved', by: 'reviewer' }];
    const { namespace, name } = metadata;
    await this.#world.patch(runs, { namespace, name }, { spec: { approvals } });
    this.#approvals.push({ at, event: { kind: 'Approved', stage } });
  }

  /** What pods of the run did, with the approvals where they were given. */
  #journal(namespace: string): History['journal'] {
    const events = this.#world.kubelet.journal.map((event, at) => ({ at: at + 0.5, event }));
    return [...events.filter(({ event }) => event.namespace === namespace), ...this.#approvals]
      .toSorted((one, other) => one.at - other.at)
      .map(({ event }) => event);
  }
}

/** Expects that no invariant was violated, and that the run ended as the other one did. */
export function expectSame(outcome: Outcome, reference: Outcome): void {
  expect(outcome.violations).toEqual([]);
  expect(outcome.end).toEqual(reference.end);
}

function isAway(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof ApiError && error.status === 503);
}

function hasSettled(run: StoredPipelineRun, jobs: readonly KubeObject[]): boolean {
  return conditionOf(run).status !== 'Unknown' && !jobs.some(isUnsettled);
}

/** Whether a Job is held by the operator, or its own controller has yet to see that it is done. */
function isUnsettled({ metadata, ...job }: KubeObject): boolean {
  const { conditions = [] } = (job as { status?: JobStatus }).status ?? {};
  const done = conditions.some(({ type }) => type === 'Complete' || type === 'Failed');
  return !done || metadata?.finalizers !== undefined;
}

interface JobStatus {
  readonly conditions?: readonly { readonly type: string }[];
}
