import { describe, expect, it } from '@jest/globals';
import type { Facts } from './facts.ts';
import { plan } from './plan.ts';
import { previewJobs } from './preview-jobs.ts';
import { makeFacts, makePipeline, makeRun, noon, resolved } from './testing/index.ts';

const pipeline = makePipeline()
  .withParameter('date', { default: '2026-06-01' })
  .withStage('ingest', { args: ['$(parameters.date)'] })
  .withStage('publish', { env: [{ name: 'KEY', value: '$(stages.ingest.outputs.key)' }] })
  .withStage('notify', {
    when: 'Finally',
    env: [{ name: 'WHY', value: '$(run.reason) $(stages.ingest.outputs.key)' }],
  })
  .build();

function previewFacts(fields: Partial<Facts> = {}): Facts {
  const run = makeRun().planning().build();
  return makeFacts({ run, pipeline: resolved(pipeline), ...fields });
}

describe('previewJobs', () => {
  it('are the first attempts, with placeholders for outputs of stages that have not run', () => {
    expect(previewJobs(previewFacts()).map(({ action }) => action)).toEqual([
      {
        verb: 'createJob',
        name: 'gho-1-ingest-1',
        stage: 'ingest',
        attempt: 1,
        env: [],
        args: ['2026-06-01'],
      },
      {
        verb: 'createJob',
        name: 'gho-1-publish-1',
        stage: 'publish',
        attempt: 1,
        env: [{ name: 'KEY', value: 'output-of-an-earlier-stage' }],
      },
      {
        verb: 'createJob',
        name: 'gho-1-notify-1',
        stage: 'notify',
        attempt: 1,
        env: [{ name: 'WHY', value: 'Succeeded output-of-an-earlier-stage' }],
        outcome: { outcome: 'Succeeded', reason: 'Succeeded', failedStage: '' },
      },
    ]);
  });

  it.each<[string, Partial<Facts>]>([
    ['is executed', { run: makeRun().build() }],
    ['has ended', { run: makeRun().planning().withStatus(plan(previewFacts()).status).build() }],
    ['is being deleted', { run: makeRun().planning().deletedAt(noon).build() }],
    ['waits for its Pipeline', { pipeline: { kind: 'Missing', message: '' } }],
  ])('are none of a run that %s', (_, fields) => {
    expect(previewJobs(previewFacts(fields))).toEqual([]);
  });
});
