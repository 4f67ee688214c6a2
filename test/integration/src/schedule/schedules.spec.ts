import type { PipelineScheduleStatus, StoredPipelineSchedule } from '@gho-platform/api';
import { resourcePath } from '@gho-platform/kube';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { runs, schedules, World } from '../operator/world.ts';
import { patienceMs } from '../patience.ts';

/** One stage, which is over at once. */
const oneStage = { stages: [{ name: 'ingest', image: 'example.org/ingest:1' }] };
const dayMs = 24 * 60 * 60 * 1000;

type Status = PipelineScheduleStatus;

describe('a schedule on a real control plane', () => {
  let world: World;
  let namespace: string;

  beforeAll(async () => {
    world = await World.start('pls-stories');
  });

  afterAll(async () => {
    await world.stop();
  });

  beforeEach(async () => {
    world.kubelet.script = () => ({ exitCode: 0 });
    namespace = await world.namespace(oneStage);
  });

  /** Resolves with the schedule once `isSo`. */
  async function until(
    name: string,
    isSo: (status: Status) => boolean,
  ): Promise<StoredPipelineSchedule> {
    const deadline = Date.now() + patienceMs;
    let last: StoredPipelineSchedule | undefined;
    while (Date.now() < deadline) {
      last = await world.schedule(namespace, name);
      if (last !== undefined && isSo(last.status ?? {})) return last;
      await delay(100);
    }
    throw new Error(`PipelineSchedule ${name} is ${JSON.stringify(last?.status)}`);
  }

  function ready({ conditions }: Status): string {
    const condition = conditions?.find(({ type }) => type === 'Ready');
    return `${condition?.status ?? ''} ${condition?.reason ?? ''}`;
  }

  function ledgerOf({ status }: StoredPipelineSchedule): string[] {
    return (status?.ledger ?? []).map(({ verdict, outcome = '' }) =>
      `${verdict} ${outcome}`.trim(),
    );
  }

  /** Sets back when the schedule was last looked at, as if no operator had run since. */
  async function setBack(name: string, ms: number): Promise<void> {
    const countsFrom = new Date(Date.now() - ms).toISOString();
    const path = resourcePath(schedules, { namespace, name, subresource: 'status' });
    const contentType = 'application/merge-patch+json';
    const body = { status: { countsFrom } };
    const { status } = await world.transport.send({ method: 'PATCH', path, contentType, body });
    if (status !== 200) throw new Error(`set ${name} back: status ${status}`);
  }

  /** A schedule that an operator has seen, which then was away for some time. */
  async function afterOutage(
    name: string,
    spec: Partial<StoredPipelineSchedule['spec']>,
    ms: number,
  ): Promise<void> {
    const operator = await world.operator(namespace);
    await world.createSchedule(namespace, name, { cron: ['0 0 * * *'], ...spec });
    await until(name, (status) => status.observedLines !== undefined);
    await operator.end();
    await setBack(name, ms);
    await world.operator(namespace);
  }

  it('runs a tick in its minute, once, and shows what comes next', async () => {
    const operator = await world.operator(namespace);
    await world.createSchedule(namespace, 'minutely');
    const before = Date.now();
    const { status } = await until('minutely', ({ ledger = [] }) =>
      ledger.some(({ outcome }) => outcome === 'Succeeded'),
    );
    const [entry] = status?.ledger ?? [];
    if (entry === undefined) throw new Error('the ledger is empty');
    const { tick, run = '' } = entry;
    expect(Date.parse(tick) - before).toBeLessThanOrEqual(60_000);
    expect(entry).toMatchObject({ verdict: 'Ran', outcome: 'Succeeded' });
    expect((await world.run(namespace, run))?.metadata).toMatchObject({
      uid: entry.runUID,
      annotations: { 'pipelines.gho-platform.dev/tick': tick },
    });
    expect(status?.nextTicks).toHaveLength(5);
    expect(await operator.metric('gho_schedule_ticks_total', { verdict: 'Ran' })).toBe(1);
    expect(await operator.metric('gho_schedule_lateness_seconds_sum')).toBeLessThan(60);
  });

  it('shows its state in columns', async () => {
    await world.createSchedule(namespace, 'shown');
    const columns = await world.plane.kubectl(['get', 'pls', 'shown', '-n', namespace]);
    expect(
      columns
        .split('\n')[0]
        ?.split(/ {2,}/)
        .map((column) => column.trim()),
    ).toEqual([
      ...['NAME', 'PIPELINE', 'CRON', 'TIMEZONE', 'SUSPENDED', 'ACTIVE'],
      ...['LAST TICK', 'NEXT TICK', 'READY', 'AGE'],
    ]);
  });

  it('runs the days of a backfill in order, with the date of each', async () => {
    await world.createPipeline(namespace, 'dated', {
      ...oneStage,
      parameters: [{ name: 'ingestionDate', type: 'Date' }],
    });
    await world.operator(namespace);
    await world.createSchedule(namespace, 'days', {
      pipelineRef: { name: 'dated' },
      cron: ['30 2 * * *'],
      timeZone: 'Europe/Berlin',
      parameters: [{ name: 'ingestionDate', fromTick: { format: 'Date', offsetDays: -1 } }],
      backfill: { from: '2026-03-28', to: '2026-03-30' },
    });
    const schedule = await until('days', (status) => ready(status) === 'True BackfillComplete');
    expect(schedule.status?.backfill).toMatchObject({ total: 3, started: 3, succeeded: 3 });
    expect(schedule.status?.ledger?.map(({ tick }) => tick)).toEqual([
      '2026-03-28T01:30:00Z',
      '2026-03-29T01:00:00Z',
      '2026-03-30T00:30:00Z',
    ]);
    const created = schedule.status?.ledger?.map(({ run = '' }) => world.run(namespace, run)) ?? [];
    const dates = (await Promise.all(created)).map((run) => run?.spec.parameters?.[0]?.value);
    expect(dates).toEqual(['2026-03-27', '2026-03-28', '2026-03-29']);
  });

  it('runs the newest tick of an outage and calls the others missed', async () => {
    await afterOutage('latest', {}, 3 * dayMs);
    const schedule = await until(
      'latest',
      ({ ledger = [] }) => ledger.at(-1)?.outcome !== undefined,
    );
    expect(ledgerOf(schedule)).toEqual(['Missed', 'Missed', 'CaughtUp Succeeded']);
  });

  it('catches all ticks of an outage up, one after the other', async () => {
    await afterOutage('all', { missedRunPolicy: 'All' }, 3 * dayMs);
    const schedule = await until('all', ({ ledger = [] }) => ledger.at(-1)?.outcome !== undefined);
    expect(ledgerOf(schedule)).toEqual(Array(3).fill('CaughtUp Succeeded'));
  });

  it('replaces the active run, which ends before the new one begins', async () => {
    world.kubelet.script = () => ({ exitCode: 0, hold: true });
    await afterOutage('replace', { concurrencyPolicy: 'Replace' }, dayMs);
    const before = await until('replace', ({ active }) => active === 1);
    await world.patch(schedules, { namespace, name: 'replace' }, { spec: { cron: ['* * * * *'] } });
    const after = await until(
      'replace',
      ({ ledger = [], active }) =>
        ledger.length === 2 && active === 1 && ledger[1]?.runUID !== undefined,
    );
    expect(before.status?.ledger).toHaveLength(1);
    expect(ledgerOf(after)).toEqual(['CaughtUp Cancelled', 'Replaced']);
  });

  it('cancels no other run of the same name', async () => {
    await world.createRun(namespace, 'other');
    const change = { metadata: { uid: 'another' }, spec: { cancel: 'Graceful' } };
    expect(await world.api.merge(runs, { namespace, name: 'other' }, change)).toEqual({
      kind: 'Conflict',
    });
  });

  it('leaves a run of somebody else alone whose name it needs', async () => {
    await world.createRun(namespace, 'taken-29671200');
    await world.operator(namespace);
    await world.createSchedule(namespace, 'taken', {
      cron: ['0 0 * * *'],
      backfill: { from: '2026-06-01', to: '2026-06-01' },
    });
    const { status } = await until('taken', (now) => ready(now) === 'False NameConflict');
    expect(status?.ledger).toMatchObject([{ verdict: 'Ran', outcome: 'Failed' }]);
    const run = await world.run(namespace, 'taken-29671200');
    expect(run?.metadata.ownerReferences).toBeUndefined();
  });

  it('says what it cannot read, and goes on when it is corrected', async () => {
    await world.operator(namespace);
    await world.createSchedule(namespace, 'wrong', { timeZone: 'Mars/Olympus' });
    const { status } = await until('wrong', (now) => ready(now) === 'False InvalidSchedule');
    expect(status?.conditions?.[0]?.message).toBe(
      'spec.timeZone "Mars/Olympus" must be the name of a zone in the IANA database, such as Europe/Berlin or UTC',
    );
    await world.patch(schedules, { namespace, name: 'wrong' }, { spec: { timeZone: 'UTC' } });
    await until('wrong', (now) => ready(now) === 'True Scheduled');
  });

  it('stops after failures and goes on after a suspension', async () => {
    world.kubelet.script = () => ({ exitCode: 65 });
    await world.operator(namespace);
    await world.createSchedule(namespace, 'failing', {
      cron: ['0 0 * * *'],
      stopAfterFailures: 2,
      backfill: { from: '2026-06-01', to: '2026-06-04' },
    });
    const place = { namespace, name: 'failing' };
    const stopped = await until(
      'failing',
      (status) => ready(status) === 'False StoppedAfterFailures',
    );
    expect(ledgerOf(stopped)).toEqual(['Ran Failed', 'Ran Failed']);
    world.kubelet.script = () => ({ exitCode: 0 });
    await world.patch(schedules, place, { spec: { suspend: true } });
    await until('failing', (status) => ready(status) === 'True Suspended');
    await world.patch(schedules, place, { spec: { suspend: false } });
    const schedule = await until('failing', (status) => ready(status) === 'True BackfillComplete');
    expect(schedule.status?.backfill).toMatchObject({ total: 4, succeeded: 2, failed: 2 });
  });
});
