import { jobFinalizer } from '@gho-platform/api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.ts';
import type { OperatorProcess } from './operator-process.ts';
import { conditionOf, ingestResult, World } from './world.ts';

describe('a namespace that takes nothing more, on a real control plane', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start('op-refused');
    world.kubelet.script = () => ({ exitCode: 0, result: ingestResult });
  });

  afterAll(async () => {
    await world.stop();
  });

  /** A run in a namespace of its own, whose quota is used up and then lifted. */
  async function runUnderQuota(hard: string): Promise<string> {
    const namespace = await world.namespace();
    const kubectl = (...args: readonly string[]): Promise<string> =>
      world.plane.kubectl(['--namespace', namespace, ...args]);
    await kubectl('create', 'quota', 'none', `--hard=${hard}`);
    await kubectl('wait', '--for=jsonpath={.status.hard}', 'quota/none', '--timeout=30s');
    await world.operator(namespace);
    await world.createRun(namespace, 'waits');
    const waiting = await world.until(
      { namespace, name: 'waits' },
      ({ status }) => status?.waiting?.reason === 'Quota',
    );
    await kubectl('delete', 'quota', 'none');
    // As it does twice a minute by itself; the operator asked again to show the refusal.
    await kubectl('annotate', 'pipelinerun', 'waits', 'example.org/look=again');
    const run = await world.ended(namespace, 'waits');
    expect(conditionOf(run).status).toBe('True');
    expect(world.createdFor(namespace, 'waits')).toEqual(['waits-ingest-1', 'waits-transform-1']);
    return waiting.status?.waiting?.message ?? '';
  }

  it('says that a quota is used up, and goes on when it is lifted', async () => {
    const [ofJobs, ofPods] = await Promise.all([
      runUnderQuota('count/jobs.batch=0'),
      runUnderQuota('pods=0'),
    ]);
    expect(ofJobs).toContain('exceeded quota: none');
    expect(ofPods).toContain('kubectl describe job waits-ingest-1');
  });

  /** An operator and a run in a namespace of their own; the first stage works. */
  async function workingRun(): Promise<{ namespace: string; operator: OperatorProcess }> {
    const namespace = await world.namespace();
    const operator = await world.operator(namespace);
    world.kubelet.script = () => ({ exitCode: 0, result: ingestResult, hold: true });
    await world.createRun(namespace, 'works');
    await world.kubelet.untilHeld('works', 'ingest');
    return { namespace, operator };
  }

  const deleteNamespace = (name: string): Promise<string> =>
    world.plane.kubectl(['delete', 'namespace', name, '--wait=false']);

  async function gone(namespace: string): Promise<void> {
    const what = 'jsonpath={.status.phase} {.status.conditions[*].message}';
    const left = ['get', 'namespace', namespace, '--ignore-not-found', '-o', what];
    await eventually(async () => {
      expect(await world.plane.kubectl(left)).toBe('');
    });
  }

  it('lets a namespace go that is deleted under a run, without asking again and again', async () => {
    const { namespace, operator } = await workingRun();
    const before = await operator.metric('controller_runtime_reconcile_total');
    await deleteNamespace(namespace);
    await gone(namespace);
    const passes = (await operator.metric('controller_runtime_reconcile_total')) - before;
    expect(passes).toBeLessThan(50);
    expect(operator.isRunning).toBe(true);
  });

  it('lets a namespace go that takes the operator with it', async () => {
    const { namespace, operator } = await workingRun();
    expect(await operator.end()).toBe(0);
    const [job] = await world.jobsOf(namespace, 'works');
    expect(job?.metadata?.finalizers).toContain(jobFinalizer);
    const next = await world.operator(namespace);
    await next.logged('Leadership began');
    await deleteNamespace(namespace);
    // The operator's pod is told to stop when those of the stages are.
    expect(await next.end()).toBe(0);
    await gone(namespace);
  });
});
