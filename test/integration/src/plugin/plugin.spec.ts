import type { StoredPipelineRun } from '@gho-platform/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { World } from '../operator/world.ts';
import { conditionOf, ingestResult, runs, twoStages } from '../operator/world.ts';
import { patienceMs } from '../patience.ts';
import { CuttableProxy } from './cuttable-proxy.ts';
import type { Plugin, PluginOutcome, User } from './plugin.ts';
import { startPluginWorld } from './plugin-world.ts';

const pipeline = {
  ...twoStages,
  parameters: [{ name: 'day', type: 'Date' as const, default: '2026-06-01' }],
};

describe('kubectl pipelines on a real API server', () => {
  let stop: () => Promise<void>;
  let world: World;
  let plugin: Plugin;
  let namespace: string;
  let viewer: User;
  let editor: User;

  beforeAll(async () => {
    const started = await startPluginWorld('plugin', pipeline);
    ({ stop, world, plugin, namespace, viewer, editor } = started);
  });

  afterAll(async () => {
    await stop();
  });

  beforeEach(() => {
    world.kubelet.script = ({ stage }) =>
      stage === 'ingest' ? { exitCode: 0, result: ingestResult } : { exitCode: 0 };
  });

  const edit = (...args: readonly string[]): Promise<PluginOutcome> => plugin.command(editor, args);
  const view = (...args: readonly string[]): Promise<PluginOutcome> => plugin.command(viewer, args);

  /** Holds the first stage, so that a run stays under way. */
  async function heldRun(name: string): Promise<void> {
    world.kubelet.script = ({ run }) => ({ exitCode: 0, result: ingestResult, hold: run === name });
    await world.createRun(namespace, name);
    await world.until(
      { namespace, name },
      ({ status }) => status?.stages?.[0]?.state === 'Running',
    );
    const startsOf = () => world.kubelet.starts.filter(({ run }) => run === name);
    while (startsOf().length === 0) await delay(20);
  }

  it('starts a run, follows it to its end and ends with 0', async () => {
    const { exitCode, out, err } = await edit('run', 'demo', '-p', 'day=2026-06-02', '--follow');
    expect(err).toMatch(/^pipelinerun\/demo-[a-z0-9]{5} created\n$/);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^ +\d+ s {2}ingest {5}Succeeded rows 7 written$/m);
    expect(out).toMatch(/^ +\d+ s {2}transform {2}Succeeded$/m);
    expect(out).toMatch(/^demo-[a-z0-9]{5} succeeded \d+s ago, after \d+s: 2\/2 stages.*\.\n$/m);
    expect(out).not.toContain('\u001b');
    const name = /demo-[a-z0-9]{5}/.exec(out)?.[0] ?? '';
    const run = await world.run(namespace, name);
    expect(run?.status?.parameters).toEqual([{ name: 'day', value: '2026-06-02' }]);
  });

  it('ends with 1 when the run that it follows fails, and says why', async () => {
    world.kubelet.script = () => ({
      exitCode: 65,
      result: { reason: 'DataQualityFailed', message: '1 of 2 checks failed' },
    });
    const { exitCode, out } = await edit('run', 'demo', '--name', 'rejected', '-f', '-o', 'json');
    expect(exitCode).toBe(1);
    expect((JSON.parse(out) as StoredPipelineRun).metadata.name).toBe('rejected');
    expect(await view('status', 'rejected')).toMatchObject({
      exitCode: 1,
      out: expect.stringMatching(
        /^case-1\/rejected {2}DataQualityFailed {2}0\/2 stages.*└─ transform {2}Skipped {2}stage ingest did not succeed\n$/s,
      ),
    });
    expect((await view('why', 'rejected')).out).toMatch(
      /^rejected ended \d+s ago, after \d+s, with DataQualityFailed: .*1 of 2 checks failed.*\.\n {2}stage ingest, attempt 1: Failed: DataQualityFailed: exit code 65: 1 of 2 checks failed\n$/,
    );
  });

  it('tells mistakes before anything is created', async () => {
    const wrong = await edit('run', 'demo', '-p', 'day=tomorrow', '-p', 'size=3');
    expect(wrong.exitCode).toBe(2);
    expect(wrong.err).toContain('parameter size is not declared by the Pipeline: declared are day');
    expect(wrong.err).toContain('parameter day: "tomorrow" is not a date: write YYYY-MM-DD');
    const missing = await edit('run', 'dmeo');
    expect(missing).toMatchObject({ exitCode: 3, out: '' });
    expect(missing.err).toContain(`there is no Pipeline dmeo in namespace ${namespace}`);
    expect(missing.err).toContain('there are: demo');
    expect(await edit('run', 'demo', '--name', 'Not_A_Name')).toMatchObject({ exitCode: 2 });
    expect(await edit('run', 'demo', '--name', 'twice')).toMatchObject({ exitCode: 0 });
    expect((await edit('run', 'demo', '--name', 'twice')).err).toContain('a run is executed once');
    expect(await view('status', 'nowhere')).toMatchObject({ exitCode: 3 });
  });

  it('says what a run would do, and executes nothing', async () => {
    const { exitCode, out, err } = await edit('run', 'demo', '--name', 'asked', '--plan');
    expect([exitCode, err]).toEqual([0, 'pipelinerun/asked created\n']);
    expect(out).toMatch(/^ +\d+ s {2}ingest {5}Planned {3}would run example\.org\/ingest:1, /m);
    expect(out).toMatch(
      /^asked: nothing was created; a run would start now; it would run 2 stages\.\n$/m,
    );
    expect(world.createdFor(namespace, 'asked')).toEqual([]);
    expect(await view('status', 'asked')).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(
        /^case-1\/asked {2}Planned {2}0\/2 stages.*├─ ingest {5}Planned {2}would run/s,
      ),
    });
  });

  it('resumes a failed run, and says where it began and why', async () => {
    world.kubelet.script = ({ stage }) =>
      stage === 'ingest' ? { exitCode: 0, result: ingestResult } : { exitCode: 78 };
    expect(await edit('run', 'demo', '--name', 'broken', '-f')).toMatchObject({ exitCode: 1 });
    world.kubelet.script = () => ({ exitCode: 0 });
    const { exitCode, err } = await edit('resume', 'broken', '--name', 'mended', '--follow');
    expect([exitCode, err]).toEqual([0, 'pipelinerun/mended created\n']);
    const run = await world.run(namespace, 'mended');
    expect(run?.status?.resumedFrom).toMatchObject({ name: 'broken', stage: 'transform' });
    expect(await edit('resume', 'mended')).toMatchObject({ exitCode: 2 });
  });

  it('decides about a stage in the name of whoever is logged in', async () => {
    const [first, second] = twoStages.stages;
    if (first === undefined || second === undefined) throw new Error('two stages are needed');
    await world.createPipeline(namespace, 'gated', {
      stages: [first, { ...second, approval: { message: 'read the report' } }],
    });
    await world.createRun(namespace, 'gate', { pipelineRef: { name: 'gated' } });
    const asked = { namespace, name: 'gate' };
    await world.until(asked, ({ status }) => status?.waiting?.reason === 'Approval');
    expect((await view('why', 'gate')).out).toMatch(
      /^gate waits until somebody approves stage transform, for \d+s: .*read the report.*\n/,
    );
    expect(await view('approve', 'gate')).toMatchObject({ exitCode: 4 });
    const { out } = await edit('approve', 'gate', '--reason', 'fine');
    expect(out).toBe('pipelinerun/gate stage transform approved\n');
    const run = await world.run(namespace, 'gate');
    expect(run?.spec.approvals).toEqual([
      {
        stage: 'transform',
        decision: 'Approved',
        by: expect.stringMatching(new RegExp(`^system:serviceaccount:${namespace}:`)),
        reason: 'fine',
      },
    ]);
    await world.plane.kubectl(['delete', 'pipeline', 'gated', '--namespace', namespace]);
    expect((await edit('refuse', 'gate', 'transform')).err).toContain(
      'a decision cannot be changed',
    );
  });

  it('ends with 4 where rights are missing, and says which', async () => {
    await world.createRun(namespace, 'untouched');
    const nobody = await plugin.user(namespace, 'none');
    const attempts: readonly (readonly [User, readonly string[], RegExp])[] = [
      [nobody, ['status', 'untouched'], /get PipelineRun .*\/untouched: .* is forbidden/],
      [nobody, ['list'], /list PipelineRun: .* is forbidden/],
      [viewer, ['run', 'demo'], /create PipelineRun .* is forbidden/],
    ];
    for (const [user, args, message] of attempts) {
      const { exitCode, err } = await plugin.command(user, args);
      expect([exitCode, args]).toEqual([4, args]);
      expect(err).toMatch(message);
      expect(err).toContain('the ClusterRole "view" lets you look at runs, "edit"');
    }
    await heldRun('guarded');
    for (const command of ['cancel', 'suspend']) {
      expect(await view(command, 'guarded')).toMatchObject({ exitCode: 4 });
    }
    await world.kubelet.release('guarded', 'ingest');
  });

  it('lists runs, the newest first', async () => {
    // Times of creation are to the second.
    await delay(1100);
    await world.createRun(namespace, 'listed');
    await world.ended(namespace, 'listed');
    const { out } = await view('list', '--limit', '1');
    expect(out).toMatch(/^NAME +PIPELINE +STATE .*\nlisted +demo +Succeeded +transform +2\/2 /);
    const items = JSON.parse((await view('list', '-o', 'json')).out) as { items: unknown[] };
    expect(items.items.length).toBeGreaterThan(1);
    expect((await view('list', '--active', '--pipeline', 'nope')).err).toContain('no such runs');
  });

  it('suspends, says so, continues, and cancels to the end', async () => {
    await heldRun('stopped');
    expect((await view('why', 'stopped')).out).toMatch(
      /^stopped is at work: stage ingest \(attempt 1\) runs for \d+s, 0\/2 stages done\.\n {2}pod stopped-ingest-1-\w+: runs for \d+s\n$/,
    );
    expect((await edit('suspend', 'stopped')).out).toBe('pipelinerun/stopped suspended\n');
    await world.until(
      { namespace, name: 'stopped' },
      ({ status }) => status?.waiting?.reason === 'Suspended',
    );
    expect((await view('why', 'stopped')).out).toMatch(
      /^stopped is suspended before stage ingest, for \d+s; "kubectl pipelines continue stopped"/,
    );
    expect((await edit('suspend', 'stopped')).out).toContain('is suspended already');
    expect((await edit('continue', 'stopped')).out).toBe('pipelinerun/stopped continues\n');
    await world.until(
      { namespace, name: 'stopped' },
      ({ status }) => status?.stages?.[0]?.attempts?.at(-1)?.number === 2,
    );
    const cancelled = await edit('cancel', 'stopped', '--wait', '--timeout', '30s');
    expect(cancelled.exitCode).toBe(0);
    expect(cancelled.out).toMatch(/^stopped ended \d+s ago, after \d+s, with Cancelled.*\n$/m);
    expect(conditionOf(await world.ended(namespace, 'stopped')).reason).toBe('Cancelled');
    expect((await view('status', 'stopped', '-o', 'yaml')).out).toContain('  cancel: Graceful\n');
    expect(await edit('suspend', 'stopped')).toMatchObject({ exitCode: 2 });
    await heldRun('hurried');
    expect(await edit('cancel', 'hurried', '--now', '--wait')).toMatchObject({ exitCode: 0 });
    expect((await world.run(namespace, 'hurried'))?.spec.cancel).toBe('Immediate');
  });

  it('says which Pipelines there are when that of a run is missing', async () => {
    await world.createRun(namespace, 'orphan', { pipelineRef: { name: 'absent' } });
    await world.until(
      { namespace, name: 'orphan' },
      ({ status }) => status?.waiting?.reason === 'PipelineNotFound',
    );
    expect((await view('why', 'orphan')).out).toMatch(
      /^orphan waits for somebody to create Pipeline absent, for \d+s\.\n {2}namespace case-1 has these Pipelines: demo\n/,
    );
    const { out } = await view('why', 'orphan', '-o', 'json');
    expect(JSON.parse(out)).toMatchObject({
      run: 'orphan',
      state: 'Waiting',
      reason: 'PipelineNotFound',
    });
  });

  it('shows warnings as evidence to whoever may read events', async () => {
    const quota = ['create', 'quota', 'no-pods', '--hard=pods=0', '--namespace', namespace];
    await world.plane.kubectl(quota);
    try {
      await world.createRun(namespace, 'refused');
      const evidence = /event \d+s ago.* on Job refused-ingest-1: FailedCreate: .*exceeded quota/;
      const deadline = Date.now() + patienceMs;
      let out = '';
      while (!evidence.test(out) && Date.now() < deadline) {
        ({ out } = await view('why', 'refused'));
        await delay(200);
      }
      expect(out).toMatch(evidence);
    } finally {
      await world.plane.kubectl(['delete', 'quota', 'no-pods', '--namespace', namespace]);
      await world.patch(runs, { namespace, name: 'refused' }, { spec: { cancel: 'Graceful' } });
    }
  });

  it('follows over a connection that is cut', async () => {
    const target = world.plane.kubeConfig.getCurrentCluster()?.server ?? '';
    const proxy = await CuttableProxy.start(target);
    try {
      const far = await plugin.user(namespace, 'view', proxy.url);
      await heldRun('cut');
      const status = plugin.start(far, ['status', 'cut', '--watch']);
      await status.says('ingest     Running');
      while (proxy.open === 0) await delay(20);
      await delay(500);
      proxy.cut();
      world.kubelet.script = () => ({ exitCode: 0 });
      await world.kubelet.release('cut', 'ingest');
      const { exitCode, out } = await status.ended;
      expect(exitCode).toBe(0);
      expect(out).toMatch(/transform {2}Succeeded\n$/);
    } finally {
      await proxy.stop();
    }
  });

  it('stops to wait after --timeout and on Ctrl-C, and the run goes on', async () => {
    await heldRun('slow');
    const late = await view('status', 'slow', '--watch', '--timeout', '1s');
    expect(late).toMatchObject({ exitCode: 5 });
    expect(late.err).toContain('PipelineRun slow has not ended within --timeout 1s');
    const followed = plugin.start(editor, ['status', 'slow', '--watch']);
    await followed.says('ingest     Running');
    followed.interrupt();
    expect(await followed.ended).toMatchObject({ exitCode: 130, err: '' });
    expect(conditionOf((await world.run(namespace, 'slow')) ?? never()).status).toBe('Unknown');
    await edit('cancel', 'slow', '--wait');
  });

  it('is found and completed by kubectl', async () => {
    const version = await plugin.kubectl(viewer, ['pipelines', 'version', '--client']);
    expect(version).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^client \d/) });
    const { stdout } = await plugin.kubectl(viewer, ['__complete', 'pipelines', 'sta']);
    expect(stdout).toMatch(/^status\tShow stages.*\n:4\n$/);
  });

  it('is completed with names of the cluster', async () => {
    await world.createRun(namespace, 'complete-me');
    await world.ended(namespace, 'complete-me');
    const names = await view('__complete', 'status', 'complete');
    expect(names).toEqual({ exitCode: 0, out: 'complete-me\tSucceeded\n:4\n', err: '' });
    const stages = await view('__complete', 'logs', 'complete-me', '--stage', '');
    expect(stages.out).toBe('ingest\tSucceeded\ntransform\tSucceeded\n:4\n');
    expect((await view('__complete', 'run', 'demo', '-p', '')).out).toBe('day=\tDate\n:6\n');
  });

  it('says what the cluster serves', async () => {
    const { exitCode, out } = await view('version');
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^server Kubernetes v1\.\d+\S*, serves pipelines\.gho-platform\.dev\/v1alpha1$/m,
    );
  });
});

function never(): never {
  throw new Error('the run is gone');
}
