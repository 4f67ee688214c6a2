import type { KubeObject, Resource } from '@gho-platform/kube';
import { resourcePath } from '@gho-platform/kube';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { FaultProxy, isWatch } from '../operator/fault-proxy.ts';
import type { OperatorProcess } from '../operator/operator-process.ts';
import { conditionOf, pipelines, runs, schedules, World } from '../operator/world.ts';
import { patienceMs } from '../patience.ts';
import type { Batch, HostileObject } from './hostile-objects.ts';
import { hostileObjects } from './hostile-objects.ts';
import { seed } from './random.ts';
import { oneStage } from './scenario.ts';

const resources: Record<Batch['kind'], Resource> = {
  Pipeline: pipelines,
  PipelineRun: runs,
  PipelineSchedule: schedules,
};
/** Requests in three seconds while nothing changes: a loop that is hot makes hundreds. */
const quietRequests = 10;
const quietMs = 3_000;
/** A refusal names the field, or what cannot be read as one. */
const useful = /spec|metadata|json|unmarshal|decod/i;

/** What runs and schedules say of themselves. */
interface Reported extends KubeObject {
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
    }[];
    readonly waiting?: object;
  };
}

describe(`hostile objects, seed ${seed}`, () => {
  let world: World;
  let proxy: FaultProxy;
  let namespace: string;
  let operator: OperatorProcess;
  const accepted: Record<Batch['kind'], string[]> = {
    ...{ Pipeline: [], PipelineRun: [], PipelineSchedule: [] },
  };
  const refusals: string[] = [];

  beforeAll(async () => {
    world = await World.start('flt-hostile');
    // Whatever it is asked, a stage gives outputs of names that objects have by themselves.
    world.kubelet.script = () => ({
      exitCode: 0,
      result: { outputs: { constructor: 'x', toString: '$(run.name)' }, rows: { written: -1 } },
    });
    proxy = await FaultProxy.start(world.plane.kubeConfig);
    namespace = await world.namespace(oneStage);
    operator = await world.operator(namespace, { server: proxy.url, approvals: 'Trusted' });
  });

  afterAll(async () => {
    await proxy.stop();
    await world.stop();
  });

  async function send(object: HostileObject, kind: Batch['kind']): Promise<void> {
    const { status, body } = await world.transport.send({
      method: 'POST',
      path: resourcePath(resources[kind], { namespace }),
      query: { fieldValidation: 'Strict' },
      body: object,
    });
    if (status === 201) accepted[kind].push(object.metadata.name);
    else refusals.push(`${status} ${(body as { message?: string }).message ?? ''}`);
  }

  async function sendAll(kind: Batch['kind'], count: number): Promise<void> {
    const known = ['demo', ...accepted.Pipeline];
    const objects = hostileObjects({ kind, count, seed, pipelines: known });
    for (const object of objects) await send(object, kind);
    // A generator that never fits proves nothing.
    expect(accepted[kind].length).toBeGreaterThan(count / 10);
  }

  /** A run of everybody else, beside the hostile ones. */
  async function expectGoodRun(name: string): Promise<void> {
    await world.createRun(namespace, name);
    const run = await world.ended(namespace, name);
    expect(conditionOf(run)).toMatchObject({ status: 'True', reason: 'Succeeded' });
  }

  /** Ended, or waiting for something that it names. */
  function isTold({ status }: Reported): boolean {
    const summary = status?.conditions?.find(({ type }) => type === 'Succeeded');
    return summary !== undefined && (summary.status !== 'Unknown' || status?.waiting !== undefined);
  }

  function isReady({ status }: Reported): boolean {
    return status?.conditions?.find(({ type }) => type === 'Ready')?.reason !== undefined;
  }

  /** Resolves with those that are not so, once there are none or the time is over. */
  async function left(
    resource: Resource,
    isSo: (one: Reported) => boolean,
  ): Promise<readonly Reported[]> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const all = await world.api.list<Reported>(resource, { namespace });
      const others = all.filter((one) => !isSo(one));
      if (others.length === 0 || Date.now() > deadline) return others;
      await delay(200);
    }
  }

  /** Time ends things for a while, such as what is kept of runs; then there is nothing left to do. */
  async function expectQuiet(): Promise<void> {
    let asked: readonly string[] = [];
    for (const deadline = Date.now() + patienceMs; Date.now() < deadline;) {
      const from = performance.now();
      await delay(quietMs);
      asked = proxy.requests
        .filter(({ atMs, path }) => atMs > from && !path.includes('/leases/'))
        .filter((request) => !isWatch(request))
        .map(({ method, path }) => `${method} ${path}`);
      if (asked.length <= quietRequests) return;
    }
    expect(asked).toEqual([]);
  }

  it('lets runs of hostile Pipelines end or say what they wait for, beside good ones', async () => {
    await sendAll('Pipeline', 80);
    for (const name of accepted.Pipeline) {
      await world.createRun(namespace, `of-${name}`.slice(0, 63), { pipelineRef: { name } });
    }
    await sendAll('PipelineRun', 80);
    await expectGoodRun('good-1');
    expect(await left(runs, isTold)).toEqual([]);
    await expectQuiet();
  });

  it('says of every hostile schedule whether it does its work, and runs good ones', async () => {
    await sendAll('PipelineSchedule', 60);
    await expectGoodRun('good-2');
    expect(await left(schedules, isReady)).toEqual([]);
    await expectQuiet();
  });

  it('refuses what does not fit with a message that says where', () => {
    // Nor does one that always fits. How many there are of a kind depends on the seed.
    expect(refusals.length).toBeGreaterThan(5);
    expect(refusals.filter((refusal) => !useful.test(refusal))).toEqual([]);
    expect(refusals.filter((refusal) => !refusal.startsWith('4'))).toEqual([]);
  });

  it('is still the same process, and met nothing that it did not expect', async () => {
    expect(operator.isRunning).toBe(true);
    expect(await operator.probe('/livez')).toBe(200);
    expect(operator.logs.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  });
});
