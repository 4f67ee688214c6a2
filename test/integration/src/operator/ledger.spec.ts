import type { PipelineSpec, StoredPipeline } from '@gho-platform/api';
import { apiVersion } from '@gho-platform/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.ts';
import type { OperatorProcess } from './operator-process.ts';
import { conditionOf, ingestResult, pipelines, runs, twoStages, World } from './world.ts';

const byDate: Partial<PipelineSpec> = {
  parameters: [{ name: 'date', type: 'Date' }],
  partition: { parameter: 'date' },
};

describe('the ledger of a Pipeline on a real control plane', () => {
  let world: World;
  let namespace: string;
  let operator: OperatorProcess;

  beforeAll(async () => {
    world = await World.start('op-ledger');
    namespace = await world.namespace();
    operator = await world.operator(namespace);
  });

  afterAll(async () => {
    await world.stop();
  });

  beforeEach(() => {
    world.kubelet.script = ({ stage }) =>
      stage === 'ingest' ? { exitCode: 0, result: ingestResult } : { exitCode: 0, hold: true };
  });

  async function pipeline(name: string, fields: Partial<PipelineSpec>): Promise<void> {
    await world.createPipeline(namespace, name, { ...twoStages, ...fields });
  }

  /** A run that waits with its second stage until it is released. */
  async function start(of: string, name: string, fields: object = {}): Promise<void> {
    await world.createRun(namespace, name, { pipelineRef: { name: of }, ...fields });
  }

  const works = (name: string): Promise<unknown> => world.kubelet.untilHeld(name, 'transform');

  const waits = (name: string, position: number): Promise<unknown> =>
    world.until({ namespace, name }, (run) => run.status?.waiting?.position === position);

  const ledger = async (name: string): Promise<StoredPipeline['status']> =>
    (await world.api.get<StoredPipeline>(pipelines, { namespace, name }))?.status;

  it('lets two runs in, and the next by priority, then by age', async () => {
    await pipeline('two', { concurrency: { limit: 2 } });
    for (const name of ['two-a', 'two-b']) await start('two', name);
    await works('two-a');
    await works('two-b');
    await start('two', 'two-c');
    await waits('two-c', 1);
    await start('two', 'two-d', { priority: 1 });
    await waits('two-d', 1);
    await waits('two-c', 2);
    expect(await ledger('two')).toMatchObject({ activeRuns: 2 });
    expect(world.createdFor(namespace, 'two-c')).toEqual([]);
    await world.kubelet.release('two-a', 'transform');
    await works('two-d');
    await waits('two-c', 1);
    const events = await world.plane.kubectl(['get', 'events', '-n', namespace, '-o', 'json']);
    expect(events).toContain('2 of 2 runs are under way');
    // A run that is cancelled in the queue leaves it without ever having started.
    await world.patch(runs, { namespace, name: 'two-c' }, { spec: { cancel: 'Graceful' } });
    expect(conditionOf(await world.ended(namespace, 'two-c'))).toMatchObject({
      reason: 'Cancelled',
    });
    for (const name of ['two-b', 'two-d']) await world.kubelet.release(name, 'transform');
    for (const name of ['two-a', 'two-b', 'two-d']) await world.ended(namespace, name);
    expect(world.createdFor(namespace, 'two-c')).toEqual([]);
  });

  it('keeps runs of one partition apart, and makes it once', async () => {
    await pipeline('days', byDate);
    const first = { parameters: [{ name: 'date', value: '2026-06-01' }] };
    const second = { parameters: [{ name: 'date', value: '2026-06-02' }] };
    await start('days', 'days-a', first);
    await works('days-a');
    await start('days', 'days-b', first);
    await waits('days-b', 1);
    await start('days', 'days-c', second);
    await works('days-c');
    await world.kubelet.release('days-a', 'transform');
    const twice = await world.ended(namespace, 'days-b');
    expect(conditionOf(twice)).toMatchObject({ status: 'True', reason: 'AlreadyDone' });
    expect(twice.status?.partition).toBe('2026-06-01');
    expect(twice.status?.conditions?.[0]?.message).toContain(
      'run days-a made partition 2026-06-01',
    );
    expect(world.createdFor(namespace, 'days-b')).toEqual([]);
    await start('days', 'days-d', { ...first, force: true });
    await works('days-d');
    for (const name of ['days-c', 'days-d']) await world.kubelet.release(name, 'transform');
    for (const name of ['days-c', 'days-d']) await world.ended(namespace, name);
  });

  it('removes what history does not keep; applied again, it does not run again', async () => {
    world.kubelet.script = () => ({ exitCode: 0, result: ingestResult });
    await pipeline('brief', { history: { successfulRunsLimit: 1, jobsTTLSecondsAfterSuccess: 0 } });
    await start('brief', 'brief-a');
    await world.ended(namespace, 'brief-a');
    await eventually(async () => {
      expect(await world.jobsOf(namespace, 'brief-a')).toEqual([]);
    });
    await start('brief', 'brief-b');
    await world.ended(namespace, 'brief-b');
    await eventually(async () => {
      expect(await world.run(namespace, 'brief-a')).toBeUndefined();
    });
    const before = world.createdFor(namespace, 'brief-a').length;
    await start('brief', 'brief-a');
    const again = await world.ended(namespace, 'brief-a');
    expect(conditionOf(again)).toMatchObject({ status: 'True', reason: 'AlreadyDone' });
    expect(world.createdFor(namespace, 'brief-a')).toHaveLength(before);
    expect(await world.run(namespace, 'brief-b')).toBeDefined();
  });

  it('loses nobody and lets nobody in twice when the operator dies', async () => {
    await pipeline('one', { concurrency: { limit: 1 } });
    const names = ['one-a', 'one-b', 'one-c', 'one-d'];
    for (const name of names) await start('one', name);
    for (const [index, name] of names.entries()) {
      await works(name);
      await operator.end('SIGKILL');
      await world.kubelet.release(name, 'transform');
      operator = await world.operator(namespace);
      await world.ended(namespace, name);
      const next = names[index + 1];
      if (next !== undefined) await works(next);
    }
    for (const name of names) expect(world.createdFor(namespace, name)).toHaveLength(2);
    await eventually(async () => {
      expect(await ledger('one')).toEqual({ activeRuns: 0 });
    });
  });

  it('gives the place of a deleted run to the next', async () => {
    await pipeline('gone', { concurrency: { limit: 1 } });
    for (const name of ['gone-a', 'gone-b']) await start('gone', name);
    await works('gone-a');
    await waits('gone-b', 1);
    await world.plane.kubectl(['delete', 'plr', 'gone-a', '-n', namespace, '--wait=false']);
    await works('gone-b');
    await world.kubelet.release('gone-b', 'transform');
    await world.ended(namespace, 'gone-b');
  });

  it('starts runs that waited when the limit goes', async () => {
    await pipeline('opens', { concurrency: { limit: 1 } });
    for (const name of ['opens-a', 'opens-b']) await start('opens', name);
    await waits('opens-b', 1);
    await world.patch(pipelines, { namespace, name: 'opens' }, { spec: { concurrency: null } });
    await works('opens-b');
    for (const name of ['opens-a', 'opens-b']) await world.kubelet.release(name, 'transform');
    for (const name of ['opens-a', 'opens-b']) await world.ended(namespace, name);
    await eventually(async () => {
      expect(await ledger('opens')).toEqual({});
    });
  });

  it('refuses what makes no sense, naming the field', async () => {
    const create = (fields: object): Promise<string> =>
      world.plane.kubectl(
        ['create', '-n', namespace, '-f', '-'],
        JSON.stringify({
          apiVersion,
          kind: 'Pipeline',
          metadata: { name: 'bad' },
          spec: { ...twoStages, ...fields },
        }),
      );
    const partition = { partition: { parameter: 'date' } };
    await expect(create(partition)).rejects.toThrow(
      'partition.parameter must be the name of one of parameters',
    );
    await expect(create({ concurrency: { limit: 0 } })).rejects.toThrow(/spec\.concurrency\.limit/);
    const change = world.patch(runs, { namespace, name: 'days-a' }, { spec: { force: true } });
    await expect(change).rejects.toThrow('force cannot change after creation');
  });
});
