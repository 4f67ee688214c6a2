import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from './eventually.ts';
import { FaultProxy, isWatch } from './fault-proxy.ts';
import type { OperatorProcess } from './operator-process.ts';
import { conditionOf, ingestResult, World } from './world.ts';

describe('outages', () => {
  let world: World;
  let namespace: string;

  beforeAll(async () => {
    world = await World.start('op-outages');
  });

  afterAll(async () => {
    await world.stop();
  });

  beforeEach(async () => {
    namespace = await world.namespace();
    world.kubelet.script = ({ stage }) => ({
      exitCode: 0,
      ...(stage === 'ingest' ? { result: ingestResult } : {}),
    });
  });

  function lease(verb: string, ...args: readonly string[]): Promise<string> {
    const name = ['lease', 'gho-platform-operator', '--namespace', namespace];
    return world.plane.kubectl([verb, ...name, ...args]);
  }

  /** Resolves with the passes of an operator that makes no more of them: Jobs and pods end after the run. */
  async function settled(operator: OperatorProcess): Promise<number> {
    let passes = -1;
    await eventually(async () => {
      const before = passes;
      await delay(2_000);
      passes = await operator.metric('controller_runtime_reconcile_total');
      expect(passes).toBe(before);
    });
    return passes;
  }

  it('goes on in the same process after the API server was away for longer than the lease', async () => {
    const operator = await world.operator(namespace);
    const { pid } = operator;
    world.kubelet.script = () => ({ exitCode: 0, result: ingestResult, hold: true });
    await world.createRun(namespace, 'outage');
    await world.until(
      { namespace, name: 'outage' },
      (run) => run.status?.currentStage === 'ingest',
    );
    // Its watches may come back minutes after the API server, with client-go's backoff.
    await world.plane.stopComponent('controller-manager');
    await world.plane.stopComponent('apiserver');
    await delay(16_000);
    expect(await operator.probe('/livez')).toBe(200);
    await world.plane.startComponent('apiserver');
    await world.plane.startComponent('controller-manager');
    world.kubelet.script = () => ({ exitCode: 0 });
    await world.kubelet.release('outage', 'ingest');
    const run = await world.ended(namespace, 'outage');
    expect(conditionOf(run).status).toBe('True');
    expect(world.createdFor(namespace, 'outage')).toEqual([
      'outage-ingest-1',
      'outage-transform-1',
    ]);
    expect(operator.isRunning).toBe(true);
    expect(operator.pid).toBe(pid);
    // Each watch comes back at a time of its own, and the run may need only some of them.
    await eventually(async () => {
      expect(await operator.probe('/readyz')).toBe(200);
    });
    expect(await operator.end()).toBe(0);
  });

  it('makes no request for a run that has ended', async () => {
    const proxy = await FaultProxy.start(world.plane.kubeConfig);
    try {
      const operator = await world.operator(namespace, { server: proxy.url });
      await world.createRun(namespace, 'idle');
      await world.ended(namespace, 'idle');
      const passes = await settled(operator);
      const before = proxy.requests.length;
      await delay(5_000);
      const asked = proxy.requests.slice(before).filter((request) => !isWatch(request));
      const paths = asked.map(({ method, path }) => `${method} ${path}`);
      expect(paths.filter((path) => !path.includes('/leases/'))).toEqual([]);
      expect(await operator.metric('controller_runtime_reconcile_total')).toBe(passes);
      expect(await operator.end()).toBe(0);
    } finally {
      await proxy.stop();
    }
  });

  it('has one of two operators act, and the other take over at once when it is told to stop', async () => {
    const first = await world.operator(namespace, { podName: 'operator-1' });
    await first.logged('Leadership began');
    const second = await world.operator(namespace, { podName: 'operator-2' });
    await second.logged('Caches filled');
    expect(await second.probe('/readyz')).toBe(200);
    expect(await second.metric('leader_election_master_status')).toBe(0);
    expect(await first.end('SIGTERM')).toBe(0);
    // Given back, so that nobody has to wait until it has run out.
    const holder = await lease('get', '-o', 'jsonpath={.spec.holderIdentity}');
    expect(['', 'operator-2']).toContain(holder);
    await second.logged('Leadership began');
    await world.createRun(namespace, 'second');
    expect(conditionOf(await world.ended(namespace, 'second')).status).toBe('True');
  });

  it('has the other take over after the lease when the leader is killed', async () => {
    const first = await world.operator(namespace, { podName: 'operator-1' });
    await first.logged('Leadership began');
    const second = await world.operator(namespace, { podName: 'operator-2' });
    await second.logged('Caches filled');
    await first.end('SIGKILL');
    await second.logged('Leadership began');
    await world.createRun(namespace, 'taken');
    expect(conditionOf(await world.ended(namespace, 'taken')).status).toBe('True');
  });

  it('takes its own lease back at once when its container restarts', async () => {
    const first = await world.operator(namespace);
    await first.logged('Leadership began');
    await first.end('SIGKILL');
    // Who had to wait until it has run out would wait for an hour.
    await lease('patch', '--type', 'merge', '-p', '{"spec": {"leaseDurationSeconds": 3600}}');
    const again = await world.operator(namespace);
    await again.logged('Leadership began');
  });

  it('does not act after it slept through its lease', async () => {
    const first = await world.operator(namespace, { podName: 'operator-1' });
    await first.logged('Leadership began');
    const second = await world.operator(namespace, { podName: 'operator-2' });
    first.kill('SIGSTOP');
    await second.logged('Leadership began');
    first.kill('SIGCONT');
    await first.logged('Leadership ended');
    await world.createRun(namespace, 'slept');
    expect(conditionOf(await world.ended(namespace, 'slept')).status).toBe('True');
    const ofRuns = { controller: 'pipelinerun' };
    expect(await first.metric('controller_runtime_reconcile_total', ofRuns)).toBe(0);
  });

  it('makes one Job for each attempt even when two operators act at the same time', async () => {
    await world.plane.kubectl([
      ...['patch', 'role', 'gho-platform-operator-lease', '-n', namespace, '--type', 'json', '-p'],
      '[{"op": "add", "path": "/rules/1/resourceNames/-", "value": "another-lease"}]',
    ]);
    await world.operator(namespace, { podName: 'operator-1' });
    await world.operator(namespace, { podName: 'operator-2', leaseName: 'another-lease' });
    world.kubelet.script = ({ stage, attempt }) => ({
      exitCode: stage === 'ingest' && attempt === 1 ? 1 : 0,
      result: ingestResult,
    });
    const names = Array.from({ length: 10 }, (_, number) => `both-${number}`);
    await Promise.all(names.map((name) => world.createRun(namespace, name)));
    for (const name of names) {
      expect(conditionOf(await world.ended(namespace, name)).status).toBe('True');
      expect(world.createdFor(namespace, name)).toEqual([
        `${name}-ingest-1`,
        `${name}-ingest-2`,
        `${name}-transform-1`,
      ]);
      expect(world.kubelet.mostActive.get(`${namespace}/${name}`)).toBe(1);
    }
  });
});
