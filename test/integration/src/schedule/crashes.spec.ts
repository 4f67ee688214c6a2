import type { StoredPipelineRun, StoredPipelineSchedule } from '@gho-platform/api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, ProxiedWrite } from '../operator/fault-proxy.ts';
import { FaultProxy } from '../operator/fault-proxy.ts';
import type { OperatorProcess } from '../operator/operator-process.ts';
import { runs, World } from '../operator/world.ts';
import { patienceMs } from '../patience.ts';

/** Writes for a schedule, not for its runs: its status and the runs' creation. */
const scheduleWrite = /\/pipelineschedules\/|\/pipelineruns$/;
/** Two ticks, one after the other: verdict, run, seen for each, outcome with the next verdict, end. */
const leastWrites = 6;
const names = ['days-29671200', 'days-29672640'];

describe('crashes and lost answers at every write for a schedule', () => {
  let world: World;
  let proxy: FaultProxy;

  beforeAll(async () => {
    world = await World.start('pls-crashes');
    proxy = await FaultProxy.start(world.plane.kubeConfig);
  });

  afterAll(async () => {
    await proxy.stop();
    await world.stop();
  });

  const oneStage = { stages: [{ name: 'ingest', image: 'example.org/ingest:1' }] };

  async function createBackfill(namespace: string, to: string, parallelism = 1): Promise<void> {
    await world.createSchedule(namespace, 'days', {
      cron: ['0 0 * * *'],
      backfill: { from: '2026-06-01', to, parallelism },
    });
  }

  async function complete(namespace: string): Promise<StoredPipelineSchedule> {
    let last: StoredPipelineSchedule | undefined;
    for (let waited = 0; waited < patienceMs; waited += 100) {
      last = await world.schedule(namespace, 'days');
      const reasons = last?.status?.conditions?.map(({ reason }) => reason) ?? [];
      if (last !== undefined && reasons.includes('BackfillComplete')) return last;
      await delay(100);
    }
    throw new Error(`the backfill is ${JSON.stringify(last?.status)}`);
  }

  /** One backfill of two ticks; `faultOf` says what befalls each write for the schedule. */
  async function backfillWith(faultOf: (write: ProxiedWrite, crash: () => void) => Fault) {
    const namespace = await world.namespace(oneStage);
    let operator: OperatorProcess | undefined;
    let crashes = 0;
    const writes: string[] = [];
    proxy.writes.length = 0;
    proxy.rule = (write) => {
      if (!scheduleWrite.test(write.path)) return { kind: 'None' };
      writes.push(`${write.method} ${write.path}`);
      return faultOf({ ...write, number: writes.length - 1 }, () => {
        crashes++;
        operator?.kill('SIGKILL');
      });
    };
    operator = await world.operator(namespace, { server: proxy.url });
    await createBackfill(namespace, '2026-06-02');
    const completed = complete(namespace);
    const over = completed.then(
      () => true,
      () => true,
    );
    while (!(await Promise.race([over, operator.ended().then(() => false)]))) {
      operator = await world.operator(namespace, { server: proxy.url });
    }
    const schedule = await completed;
    await operator.end();
    return { schedule, crashes, namespace, writes };
  }

  type Outcome = Awaited<ReturnType<typeof backfillWith>>;

  async function expectGood({ schedule, namespace }: Outcome): Promise<void> {
    expect(schedule.status?.ledger).toMatchObject(
      names.map((run) => ({ run, verdict: 'Ran', outcome: 'Succeeded' })),
    );
    expect(schedule.status?.totals).toEqual({ ran: 2 });
    expect(schedule.status?.backfill).toMatchObject({ total: 2, started: 2, succeeded: 2 });
    const stored = await world.api.list<StoredPipelineRun>(runs, { namespace });
    expect(stored.map(({ metadata }) => metadata.name).sort()).toEqual(names);
    // A run that was created twice would have made its Job twice.
    for (const name of names) {
      expect(world.createdFor(namespace, name)).toEqual([`${name}-ingest-1`]);
    }
  }

  it('makes a known number of writes when nothing goes wrong', async () => {
    const outcome = await backfillWith(() => ({ kind: 'None' }));
    await expectGood(outcome);
    expect(outcome.writes.filter((write) => write.startsWith('POST'))).toHaveLength(2);
    expect(outcome.writes.length).toBeGreaterThanOrEqual(leastWrites);
    expect(outcome.writes.length).toBeLessThanOrEqual(leastWrites + 2);
  });

  const numbers = Array.from({ length: leastWrites }, (_, number) => number);

  it.each(numbers)('survives SIGKILL right before write %d', async (number) => {
    const outcome = await backfillWith((write, crash) =>
      write.number === number ? { kind: 'BeforeApply', then: crash } : { kind: 'None' },
    );
    await expectGood(outcome);
    expect(outcome.crashes).toBe(1);
  });

  it.each(numbers)('survives SIGKILL right after write %d', async (number) => {
    const outcome = await backfillWith((write, crash) =>
      write.number === number ? { kind: 'AfterApply', then: crash } : { kind: 'None' },
    );
    await expectGood(outcome);
    expect(outcome.crashes).toBe(1);
  });

  it('survives the loss of the first answer to every write', async () => {
    const outcome = await backfillWith(({ occurrence }) =>
      occurrence % 2 === 0 ? { kind: 'AfterApply', then: () => undefined } : { kind: 'None' },
    );
    await expectGood(outcome);
  });

  it.each([409, 429, 500, 503])(
    'survives every write answered %d the first time',
    async (status) => {
      const outcome = await backfillWith(({ occurrence }) =>
        occurrence % 2 === 0
          ? { kind: 'Answer', status, ...(status === 429 ? { retryAfterSeconds: 1 } : {}) }
          : { kind: 'None' },
      );
      await expectGood(outcome);
    },
  );

  it('runs each tick once with two operators that both believe to lead', async () => {
    const namespace = await world.namespace(oneStage);
    // Its own rights are for one lease only, so that this cannot happen.
    const rights = ['--verb=get,create,update', '--resource=leases', '--namespace', namespace];
    await world.plane.kubectl(['create', 'role', 'leases', ...rights]);
    await world.plane.kubectl([
      ...['create', 'rolebinding', 'leases', '--role=leases', '--namespace', namespace],
      `--serviceaccount=${namespace}:gho-platform-operator`,
    ]);
    const both = ['one', 'two'].map((leaseName) =>
      world.operator(namespace, { leaseName, podName: leaseName }),
    );
    await Promise.all(both);
    await createBackfill(namespace, '2026-06-10', 3);
    const { status } = await complete(namespace);
    expect(status?.totals).toEqual({ ran: 10 });
    const stored = await world.api.list<StoredPipelineRun>(runs, { namespace });
    expect(stored).toHaveLength(10);
    for (const { metadata } of stored) {
      expect(world.createdFor(namespace, metadata.name)).toEqual([`${metadata.name}-ingest-1`]);
    }
  });
});
