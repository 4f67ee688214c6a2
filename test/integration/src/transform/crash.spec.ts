import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { patienceMs } from '../patience.ts';
import { startPlatform, type Platform, type Warehouse } from './platform.ts';
import { publishIndicator } from './raw-data.ts';
import { makeRows } from './row-builder.ts';
import { runTransform, startTransform, type Attempt } from './transform-process.ts';

const publicationLock = `hashtextextended('gho-platform:publication', 0)`;

describe('transform that dies', () => {
  let platform: Platform;
  let warehouse: Warehouse;
  const first: Attempt = {
    runUid: 'run-crash',
    ingestionDate: '2026-04-01',
    indicators: ['WHOSIS_000001'],
  };

  beforeAll(async () => {
    platform = await startPlatform();
    await publishIndicator(platform, first.ingestionDate, makeRows(5000));
  });

  beforeEach(async () => {
    warehouse = await platform.createWarehouse();
  });

  afterAll(async () => {
    await platform.stop();
  });

  /** Waits until some connection of transform runs or waits in a statement like `pattern`. */
  async function untilStatement(pattern: string): Promise<void> {
    const waiting = `select count(*)::int from pg_stat_activity
      where datname = current_database() and application_name like 'transform%'
        and state = 'active' and wait_event_type = 'Lock' and query ilike '${pattern}'`;
    const deadline = Date.now() + patienceMs;
    while ((await warehouse.value(waiting)) !== 1) {
      if (Date.now() > deadline) {
        throw new Error(`transform did not reach a statement like ${pattern}`);
      }
      await delay(50);
    }
  }

  async function untilDisconnected(): Promise<void> {
    const connected = `select count(*)::int from pg_stat_activity
      where datname = current_database() and application_name like 'transform%'`;
    const deadline = Date.now() + patienceMs;
    while ((await warehouse.value(connected)) !== 0 && Date.now() < deadline) {
      await delay(50);
    }
  }

  it('after COPY and before commit leaves a Loading row only, which the next attempt removes', async () => {
    await warehouse.client.query(`select pg_advisory_lock(${publicationLock})`);
    const dying = await startTransform(warehouse, first);
    await untilStatement('%pg_advisory_xact_lock%');
    dying.process.kill('SIGKILL');
    await dying.ended;
    await warehouse.client.query(`select pg_advisory_unlock(${publicationLock})`);
    await untilDisconnected();
    expect(await warehouse.rows('select load_id, state from warehouse.load')).toEqual([
      { load_id: 'run-crash/1', state: 'Loading' },
    ]);
    const leftOvers = `
      select (select count(*)::int from warehouse.fact_observation) as observations,
        (select count(*)::int from warehouse.quality_result) as checks,
        (select count(*)::int from warehouse.load_indicator) as indicators,
        (select count(*)::int from warehouse.dim_country) as countries,
        (select count(*)::int from pg_class where relname = 'staged_observation') as staging`;
    expect(await warehouse.rows(leftOvers)).toEqual([
      { observations: 0, checks: 0, indicators: 0, countries: 0, staging: 0 },
    ]);
    const next = await runTransform(warehouse, { ...first, attempt: 2 });
    expect(next).toMatchObject({ exitCode: 0, result: { rows: { written: 5000 } } });
    expect(await warehouse.rows('select load_id, state from warehouse.load')).toEqual([
      { load_id: 'run-crash/2', state: 'Loaded' },
    ]);
  });

  it('after commit gives its successor nothing to do', async () => {
    await runTransform(warehouse, first);
    const next = await runTransform(warehouse, { ...first, attempt: 2 });
    expect(next).toMatchObject({
      exitCode: 0,
      result: { rows: { read: 5000, written: 0, unchanged: 5000 } },
    });
    expect(await warehouse.rows('select load_id, rows_loaded::int from warehouse.load')).toEqual([
      { load_id: 'run-crash/1', rows_loaded: 5000 },
      { load_id: 'run-crash/2', rows_loaded: 0 },
    ]);
  });

  it('and wakes up after its successor is refused', async () => {
    await runTransform(warehouse, { ...first, attempt: 2 });
    const zombie = await runTransform(warehouse, first);
    expect(zombie).toMatchObject({
      exitCode: 1,
      result: { message: 'attempt 1 of run run-crash was superseded by attempt 2' },
    });
  });

  /** Waits until a second connection of transform has asked for the lock of the run and not got it. */
  async function untilRefusedLock(): Promise<void> {
    const asking = `select count(*)::int from pg_stat_activity
      where datname = current_database() and application_name like 'transform%'
        and state = 'idle' and query ilike '%pg_try_advisory_lock%'`;
    const deadline = Date.now() + patienceMs;
    while ((await warehouse.value(asking)) !== 1) {
      if (Date.now() > deadline) {
        throw new Error('transform did not ask for the lock of its run');
      }
      await delay(50);
    }
  }

  it('or still lives keeps its successor waiting until it has ended', async () => {
    await warehouse.client.query(`select pg_advisory_lock(${publicationLock})`);
    const slow = await startTransform(warehouse, first);
    await untilStatement('%pg_advisory_xact_lock%');
    const next = await startTransform(warehouse, { ...first, attempt: 2 });
    await untilRefusedLock();
    await warehouse.client.query(`select pg_advisory_unlock(${publicationLock})`);
    expect(await slow.ended).toMatchObject({ exitCode: 0, result: { rows: { written: 5000 } } });
    expect(await next.ended).toMatchObject({ exitCode: 0, result: { rows: { written: 0 } } });
  });

  it('or still lives does not keep its successor from ending on SIGTERM', async () => {
    await warehouse.client.query(`select pg_advisory_lock(${publicationLock})`);
    const slow = await startTransform(warehouse, first);
    await untilStatement('%pg_advisory_xact_lock%');
    const next = await startTransform(warehouse, { ...first, attempt: 2 });
    await untilRefusedLock();
    next.process.kill('SIGTERM');
    expect(await next.ended).toMatchObject({ exitCode: 143, result: { reason: 'Stopped' } });
    await warehouse.client.query(`select pg_advisory_unlock(${publicationLock})`);
    expect(await slow.ended).toMatchObject({ exitCode: 0 });
  });

  it('on SIGTERM exits 143 and leaves nothing visible', async () => {
    await warehouse.client.query(`select pg_advisory_lock(${publicationLock})`);
    const stopped = await startTransform(warehouse, first);
    await untilStatement('%pg_advisory_xact_lock%');
    stopped.process.kill('SIGTERM');
    await warehouse.client.query(`select pg_advisory_unlock(${publicationLock})`);
    const { exitCode } = await stopped.ended;
    // The load may be complete before the signal is seen; then it counts.
    expect([0, 143]).toContain(exitCode);
    expect(await warehouse.value('select count(*)::int from warehouse.fact_observation')).toBe(
      exitCode === 0 ? 5000 : 0,
    );
  });
});

describe('transforms that start together', () => {
  let platform: Platform;

  beforeAll(async () => {
    platform = await startPlatform();
  });

  afterAll(async () => {
    await platform.stop();
  });

  it('share migrations, partitions and rows without harm', async () => {
    const warehouse = await platform.createWarehouse();
    const ingestionDate = '2026-04-02';
    await publishIndicator(platform, ingestionDate, makeRows(3000));
    const outcomes = await Promise.all(
      ['run-a', 'run-b', 'run-c'].map((runUid) =>
        runTransform(warehouse, { runUid, ingestionDate, indicators: ['WHOSIS_000001'] }),
      ),
    );
    const messages = outcomes.map(({ exitCode, result }) => (exitCode === 0 ? '' : result.message));
    expect(messages).toEqual(['', '', '']);
    const written = outcomes.map(({ result }) => result.rows?.written ?? 0);
    expect(written.sort((left, right) => left - right)).toEqual([0, 0, 3000]);
    expect(await warehouse.value('select count(*)::int from warehouse.fact_observation')).toBe(
      3000,
    );
  });
});
