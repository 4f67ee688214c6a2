import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from './eventually.ts';
import { conditionOf, ingestResult, World } from './world.ts';

jest.setTimeout(180_000);

/** A refusal is shown when it lasts, and asked about again twice a minute. */
const noticedMs = 75_000;

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
      { namespace, name: 'waits', withinMs: noticedMs },
      ({ status }) => status?.waiting?.reason === 'Quota',
    );
    await kubectl('delete', 'quota', 'none');
    // As it does twice a minute by itself; the operator asked again to show the refusal.
    await kubectl('annotate', 'pipelinerun', 'waits', 'example.org/look=again');
    const run = await world.ended(namespace, 'waits', noticedMs);
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

  it('lets a namespace go that is deleted under a run, without asking again and again', async () => {
    const namespace = await world.namespace();
    const operator = await world.operator(namespace);
    world.kubelet.script = () => ({ exitCode: 0, result: ingestResult, hold: true });
    for (const name of ['one', 'two']) await world.createRun(namespace, name);
    for (const name of ['one', 'two']) await world.kubelet.untilHeld(name, 'ingest');
    const before = await operator.metric('controller_runtime_reconcile_total');
    await world.plane.kubectl(['delete', 'namespace', namespace, '--wait=false']);
    await eventually(async () => {
      const what = 'jsonpath={.status.phase} {.status.conditions[*].message}';
      const left = ['get', 'namespace', namespace, '--ignore-not-found', '-o', what];
      expect(await world.plane.kubectl(left)).toBe('');
    }, 60_000);
    const passes = (await operator.metric('controller_runtime_reconcile_total')) - before;
    expect(passes).toBeLessThan(100);
    expect(operator.isRunning).toBe(true);
  });
});
