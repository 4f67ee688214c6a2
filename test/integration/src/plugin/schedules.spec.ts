import type { PipelineSchedule, StoredPipelineSchedule } from '@gho-platform/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'yaml';
import type { World } from '../operator/world.ts';
import { patienceMs } from '../patience.ts';
import type { Plugin, PluginOutcome, User } from './plugin.ts';
import { startPluginWorld } from './plugin-world.ts';

const pipeline = {
  stages: [{ name: 'ingest', image: 'example.org/ingest:1' }],
  parameters: [{ name: 'day', type: 'Date' as const }],
};

/** Three days of a year that is over. */
const days = ['--from', '2025-03-01', '--to', '2025-03-03'];

describe('kubectl pipelines with schedules on a real API server', () => {
  let stop: () => Promise<void>;
  let world: World;
  let plugin: Plugin;
  let namespace: string;
  let viewer: User;
  let editor: User;

  beforeAll(async () => {
    const started = await startPluginWorld('plugin-pls', pipeline);
    ({ stop, world, plugin, namespace, viewer, editor } = started);
  });

  afterAll(async () => {
    await stop();
  });

  beforeEach(() => {
    world.kubelet.script = () => ({ exitCode: 0 });
  });

  const edit = (...args: readonly string[]): Promise<PluginOutcome> => plugin.command(editor, args);
  const view = (...args: readonly string[]): Promise<PluginOutcome> => plugin.command(viewer, args);

  /** Suspended, so that midnight is no matter. */
  async function daily(name: string, more: Partial<PipelineSchedule['spec']> = {}): Promise<void> {
    await world.createSchedule(namespace, name, {
      cron: ['0 0 * * *'],
      suspend: true,
      parameters: [{ name: 'day', fromTick: { format: 'Date' } }],
      ...more,
    });
    await until(name, ({ status }) => status?.conditions !== undefined);
  }

  async function until(
    name: string,
    isSo: (schedule: StoredPipelineSchedule) => boolean,
  ): Promise<StoredPipelineSchedule> {
    const deadline = Date.now() + patienceMs;
    let last: StoredPipelineSchedule | undefined;
    while (Date.now() < deadline) {
      last = await world.schedule(namespace, name);
      if (last !== undefined && isSo(last)) return last;
      await delay(100);
    }
    throw new Error(`PipelineSchedule ${name} is ${JSON.stringify(last?.status)}`);
  }

  it('backfills a schedule day by day, follows that to its end, and shows it', async () => {
    await daily('nightly');
    const { exitCode, out, err } = await edit('backfill', 'nightly', ...days, '--follow');
    const name = 'nightly-backfill-20250301-20250303';
    expect(err).toBe(`pipelineschedule/${name} created\n`);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^ +\d+ s {2}2025-03-01 00:00 {2}Ran +Succeeded {2}nightly-backfill-\S+$/m);
    expect(out).toContain(
      `${name} ended with BackfillComplete: all 3 ticks have run (3 of 3 ticks ended).\n`,
    );
    const { status } = await until(name, () => true);
    const runs = await Promise.all(
      (status?.ledger ?? []).map(({ run = '' }) => world.run(namespace, run)),
    );
    expect(runs.map((run) => run?.spec.parameters?.[0]?.value)).toEqual([
      '2025-03-01',
      '2025-03-02',
      '2025-03-03',
    ]);
    const shown = await view('schedules', 'nightly');
    expect(shown.exitCode).toBe(0);
    expect(shown.out).toMatch(/^case-1\/nightly {2}Suspended .*\n/);
    expect(shown.out).toContain('to do: kubectl pipelines continue schedule/nightly');
    expect(shown.out).toContain(
      `backfill ${name}  2025-03-01 to 2025-03-03  BackfillComplete  3 of 3 ticks ended`,
    );
    expect((await view('schedules', name)).out).toMatch(
      /└─ ledger\n {3}├─ 2025-03-01 00:00 {2}Ran +Succeeded {2}\S+\n.*\n {3}└─ 2025-03-03 00:00 /,
    );
    expect(await view('schedules', name, '--watch')).toMatchObject({ exitCode: 0 });
  });

  it('ends with 1 when a run of a backfill fails, and goes on when it is continued', async () => {
    await daily('fragile', { stopAfterFailures: 1 });
    world.kubelet.script = () => ({ exitCode: 78 });
    const failed = await edit('backfill', 'fragile', ...days, '--name', 'broken', '-f');
    expect(failed.exitCode).toBe(1);
    expect(failed.out).toMatch(
      /^broken ended with StoppedAfterFailures: .* \(1 of 3 ticks ended, 1 failed; 2 to come\)\.$/m,
    );
    expect(await view('schedules', 'broken')).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining('then kubectl pipelines continue schedule/broken'),
    });
    world.kubelet.script = () => ({ exitCode: 0 });
    expect(await view('continue', 'schedule/broken')).toMatchObject({ exitCode: 4 });
    expect(await edit('continue', 'schedule/broken')).toMatchObject({
      exitCode: 0,
      out: 'pipelineschedule/broken continues\n',
    });
    const { status } = await until('broken', (one) => one.status?.backfill?.succeeded === 2);
    expect(status?.backfill).toMatchObject({ total: 3, failed: 1 });
    // Complete, but not every run succeeded.
    expect(await view('schedules', 'broken', '--watch')).toMatchObject({ exitCode: 1 });
  });

  it('has the API server check a backfill, and creates nothing', async () => {
    await daily('careful');
    const tried = await edit('backfill', 'careful', ...days, '--dry-run');
    expect([tried.exitCode, tried.err]).toEqual([0, '']);
    const object = parse(tried.out) as PipelineSchedule;
    expect(object).toMatchObject({
      metadata: { name: 'careful-backfill-20250301-20250303' },
      spec: { backfill: { from: '2025-03-01', to: '2025-03-03' } },
    });
    expect(await world.schedule(namespace, object.metadata.name ?? '')).toBeUndefined();
    const wrong = await edit('backfill', 'careful', ...days, '--dry-run', '--name', 'Not_A_Name');
    expect(wrong.exitCode).toBe(2);
    expect(wrong.err).toContain('create PipelineSchedule');
    // What it printed can be applied.
    await world.plane.kubectl(['apply', '--dry-run=server', '-f', '-'], tried.out);
  });

  it('refuses a backfill beside one that has not ended, and the same one again', async () => {
    await daily('held');
    world.kubelet.script = () => ({ exitCode: 0, hold: true });
    const started = await edit('backfill', 'held', ...days);
    expect(started).toEqual({
      exitCode: 0,
      out: 'pipelineschedule/held-backfill-20250301-20250303 created\n',
      err: 'follow it: kubectl pipelines schedules held-backfill-20250301-20250303 --watch\n',
    });
    const range = ['--from', '2025-03-03', '--to', '2025-04-01'];
    const beside = await edit('backfill', 'held', ...range);
    expect(beside.exitCode).toBe(2);
    expect(beside.err).toContain(
      'backfill held-backfill-20250301-20250303 of Pipeline demo from 2025-03-01 to 2025-03-03 has not ended',
    );
    const waiting = await edit(
      'schedules',
      'held-backfill-20250301-20250303',
      '-w',
      '--timeout',
      '1s',
    );
    expect(waiting.exitCode).toBe(5);
    await world.plane.kubectl([
      ...['delete', 'pipelineschedule', 'held-backfill-20250301-20250303', '-n', namespace],
    ]);
    world.kubelet.script = () => ({ exitCode: 0 });
    const once = ['backfill', 'held', '--from', '2025-05-01', '--to', '2025-05-01', '--follow'];
    expect(await edit(...once)).toMatchObject({ exitCode: 0 });
    const twice = await edit(...once);
    expect(twice.exitCode).toBe(2);
    expect(twice.err).toContain(
      'there is already a PipelineSchedule held-backfill-20250501-20250501',
    );
  });

  it('ends with the codes of mistakes and missing rights', async () => {
    await daily('monthly', { cron: ['0 0 31 * *'] });
    const empty = await edit('backfill', 'monthly', ...days, '--follow');
    expect(empty.exitCode).toBe(2);
    expect(empty.out).toContain('must contain a tick of spec.cron');
    const missing = await edit('backfill', 'nihgtly', ...days);
    expect(missing).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining(
        `there is no PipelineSchedule nihgtly in namespace ${namespace}`,
      ),
    });
    expect(missing.err).toContain('kubectl pipelines schedules');
    const range = ['--from', '2025-07-01', '--to', '2025-07-31'];
    expect(await view('backfill', 'monthly', ...range)).toMatchObject({ exitCode: 4 });
    const nobody = await plugin.user(namespace, 'none');
    expect(await plugin.command(nobody, ['schedules'])).toMatchObject({ exitCode: 4 });
  });

  it('suspends and continues a schedule, and lists it so', async () => {
    await daily('toggled', { cron: ['0 0 29 2 *'], suspend: false });
    expect((await view('suspend', 'schedule/toggled')).exitCode).toBe(4);
    const suspended = 'pipelineschedule/toggled suspended\n';
    expect((await edit('suspend', 'schedule/toggled')).out).toBe(suspended);
    expect((await edit('suspend', 'pls/toggled')).out).toContain('is suspended already');
    await until('toggled', ({ status }) => status?.conditions?.[0]?.reason === 'Suspended');
    expect((await view('schedules')).out).toMatch(
      /^toggled +demo +0 0 29 2 \* +UTC +true +Suspended +- +- +- +- +0 +0 +\d+s$/m,
    );
    const continued = 'pipelineschedule/toggled continues\n';
    expect((await edit('continue', 'schedule/toggled')).out).toBe(continued);
    await until('toggled', ({ status }) => status?.conditions?.[0]?.reason === 'Scheduled');
    expect((await view('schedules', '-o', 'wide')).out).toMatch(
      /^toggled .* 2028-02-29 00:00 \(in \d+d\d\dh\) .* Forbid +Latest +- +runs by 1 cron line in UTC$/m,
    );
    expect((await view('schedules', '-o', 'name')).out).toContain(
      'pipelineschedule.pipelines.gho-platform.dev/toggled\n',
    );
    const { items } = JSON.parse((await view('schedules', '-o', 'json')).out) as {
      items: unknown[];
    };
    expect(items.length).toBeGreaterThan(0);
    expect((await view('__complete', 'suspend', 'schedule/tog')).out).toBe(
      'schedule/toggled\tScheduled\n:4\n',
    );
    expect((await view('__complete', 'backfill', 'tog')).out).toBe('toggled\tScheduled\n:4\n');
  });
});
