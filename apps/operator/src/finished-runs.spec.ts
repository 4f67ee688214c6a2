import type { PipelineRunStatus } from '@gho-platform/api';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { endedStatus, makePipeline, makeRun, namespace } from './__fixtures__/objects.ts';
import type { Caches } from './caches.ts';
import { createCaches } from './caches.ts';
import { Metrics } from './metrics.ts';

const refused: PipelineRunStatus = {
  conditions: [
    {
      type: 'Succeeded',
      status: 'False',
      reason: 'InvalidParameters',
      message: 'parameter date is missing',
      lastTransitionTime: '2026-06-01T01:00:00.000Z',
    },
  ],
};

describe('FinishedRuns', () => {
  let metrics: Metrics;
  let caches: Caches;

  beforeEach(() => {
    metrics = new Metrics();
    caches = createCaches({
      onListenerError: (error) => {
        throw error;
      },
    });
    metrics.finishedRuns.follow(caches);
  });

  /** Counts of a Pipeline by reason. */
  async function counts(pipeline: string): Promise<Readonly<Record<string, number>>> {
    const metric = metrics.registry.getSingleMetric('gho_pipeline_runs_finished_total');
    const { values = [] } = (await metric?.get()) ?? {};
    const own = values.filter(({ labels }) => labels.pipeline === pipeline);
    return Object.fromEntries(own.map(({ labels, value }) => [String(labels.reason), value]));
  }

  it('is there with 0 for each way to end before a run of the Pipeline ends', async () => {
    expect(await counts('gho')).toEqual({});
    caches.pipelines.replace(namespace, [makePipeline()], '1');
    expect(await counts('gho')).toMatchObject({
      Succeeded: 0,
      InvalidParameters: 0,
      StageFailed: 0,
    });
    expect(await counts('gho')).not.toHaveProperty('Running');
    expect(await counts('gho')).not.toHaveProperty('Planned');
  });

  it('is there for a run under way whose Pipeline is gone', async () => {
    caches.runs.replace(namespace, [makeRun('nightly', { pipelineRevision: 'gho-1' })], '1');
    expect(await counts('gho')).toMatchObject({ StageFailed: 0 });
  });

  it('counts a run that was refused before it started, once', async () => {
    caches.pipelines.replace(namespace, [makePipeline()], '1');
    metrics.statusStored(makeRun('bad'), makeRun('bad', refused));
    metrics.statusStored(makeRun('bad', refused), makeRun('bad', refused));
    expect(await counts('gho')).toMatchObject({ InvalidParameters: 1, Succeeded: 0 });
  });

  it('makes no label of a name that no Pipeline has', async () => {
    metrics.statusStored(makeRun('lost'), makeRun('lost', refused));
    expect(await counts('gho')).toEqual({});
    expect(await counts('')).toMatchObject({ InvalidParameters: 1 });
    metrics.statusStored(
      makeRun('nightly'),
      makeRun('nightly', { ...endedStatus, pipelineRevision: 'gho-1' }),
    );
    expect(await counts('gho')).toEqual({ Succeeded: 1 });
  });
});
