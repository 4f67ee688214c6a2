import { beforeAll, describe, expect, it } from '@jest/globals';
import { done, scriptedStage, sleeps } from './scripted-pipeline.ts';
import {
  applyPipeline,
  ended,
  eventually,
  getRun,
  inStage,
  jobsOf,
  kubectl,
  patchRun,
  podsOf,
  startRun,
  verdictOf,
} from './world.ts';
import type { RunSpec } from './world.ts';

const pipelineRef = { name: 'e2e-bounded' };

function dated(value: string): RunSpec {
  return { pipelineRef, parameters: [{ name: 'day', value }] };
}

/** Waits until the run shows its place in the queue. */
async function waits(name: string, reason: string, position: number): Promise<void> {
  await eventually(`run ${name} to wait at ${position} for ${reason}`, async () => {
    const waiting = (await getRun(name)).status?.waiting;
    return waiting?.reason === reason && waiting.position === position ? true : undefined;
  });
}

async function isGone(name: string): Promise<true | undefined> {
  const found = await kubectl.text('get', 'pipelinerun', name, '--ignore-not-found', '-o', 'name');
  return found.trim() === '' ? true : undefined;
}

describe('a Pipeline that bounds its runs', () => {
  beforeAll(async () => {
    const names = ['e2e-bounded-a', 'e2e-bounded-b', 'e2e-bounded-c', 'e2e-bounded-d'];
    await kubectl.text('delete', 'pipelinerun', ...names, '--ignore-not-found');
    // Its ledger would remember what an earlier test run made.
    await kubectl.text('delete', 'pipeline', pipelineRef.name, '--ignore-not-found');
    await applyPipeline(pipelineRef.name, {
      parameters: [{ name: 'day', type: 'Date' }],
      concurrency: { limit: 1 },
      partition: { parameter: 'day' },
      history: { jobsTTLSecondsAfterFailure: 0 },
      stages: [scriptedStage('work', sleeps(600))],
    });
  });

  it('lets one run at work, the next by priority, and says what it would do', async () => {
    await startRun('e2e-bounded-a', dated('2026-06-01'));
    await inStage('e2e-bounded-a', 'work');
    await startRun('e2e-bounded-b', dated('2026-06-01'));
    await waits('e2e-bounded-b', 'Partition', 1);
    await startRun('e2e-bounded-c', { ...dated('2026-06-02'), priority: 5 });
    await waits('e2e-bounded-c', 'ConcurrencyLimit', 1);
    await waits('e2e-bounded-b', 'Partition', 2);
    expect(await podsOf('e2e-bounded-b')).toEqual([]);

    await startRun('e2e-bounded-plan', { ...dated('2026-06-03'), mode: 'Plan' });
    const planned = await ended('e2e-bounded-plan');
    expect(verdictOf(planned)).toEqual({ status: 'True', reason: 'Planned' });
    expect(planned.status?.stages).toMatchObject([{ name: 'work', state: 'Planned' }]);
    expect(await jobsOf('e2e-bounded-plan')).toEqual([]);

    // What runs ends without success, so the same day may be made by another run.
    await patchRun('e2e-bounded-a', { cancel: 'Immediate' });
    expect(verdictOf(await ended('e2e-bounded-a'))).toMatchObject({ reason: 'Cancelled' });
    await inStage('e2e-bounded-c', 'work');
    await waits('e2e-bounded-b', 'ConcurrencyLimit', 1);
    await eventually('the Jobs of the cancelled run to go', async () =>
      (await jobsOf('e2e-bounded-a')).length === 0 ? true : undefined,
    );
    for (const name of ['e2e-bounded-b', 'e2e-bounded-c']) {
      await patchRun(name, { cancel: 'Immediate' });
      await ended(name);
    }
  });

  it('makes a day once, also after history removed the run that made it', async () => {
    await applyPipeline(pipelineRef.name, {
      parameters: [{ name: 'day', type: 'Date' }],
      partition: { parameter: 'day' },
      history: { ttlSecondsAfterSuccess: 0 },
      stages: [scriptedStage('work', done)],
    });
    await startRun('e2e-bounded-d', dated('2026-06-04'));
    await eventually('the run to be removed', () => isGone('e2e-bounded-d'));
    // As a GitOps tool does that finds it missing.
    await startRun('e2e-bounded-d', dated('2026-06-04'));
    const again = await ended('e2e-bounded-d');
    expect(verdictOf(again)).toEqual({ status: 'True', reason: 'AlreadyDone' });
    // By its uid: pods of the run that was removed may be in their grace period.
    const selector = `pipelines.gho-platform.dev/run-uid=${again.metadata.uid ?? ''}`;
    expect(await kubectl.text('get', 'jobs,pods', '-l', selector, '-o', 'name')).toBe('');
  });
});
