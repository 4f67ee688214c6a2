import type { KubeObject } from '@gho-platform/kube';
import { describe, expect, it } from '@jest/globals';
import { makeJob, makePipeline, makeRun, namespace } from './__fixtures__/objects.ts';
import { wakesOf } from './triggers.ts';

const run = makeRun('nightly-1');
const owner = { apiVersion: 'x/v1', kind: 'PipelineSchedule', name: 'nightly', uid: 'u' };
const scheduled = {
  ...run,
  metadata: { ...run.metadata, ownerReferences: [{ ...owner, controller: true }] },
};

const cases: Record<string, [string, KubeObject, readonly string[]]> = {
  'a run wakes itself': ['pipelineruns', run, ['runs demo/nightly-1']],
  'a run wakes its schedule, too': [
    'pipelineruns',
    scheduled,
    ['runs demo/nightly-1', 'schedules demo/nightly'],
  ],
  'a Job wakes its run': ['jobs', makeJob('old-ingest-1', makeRun('old')), ['runs demo/old']],
  'an object without a label wakes nothing': ['pods', { metadata: { namespace } }, []],
  'a Pipeline wakes itself': ['pipelines', makePipeline(), ['pipelines demo/gho']],
  'a schedule wakes itself': ['pipelineschedules', makeRun('nightly'), ['schedules demo/nightly']],
  'another kind wakes nothing': ['secrets', makeRun('nightly'), []],
};

describe('triggers', () => {
  it.each(Object.entries(cases))('%s', (_case, [plural, object, expected]) => {
    const woken = wakesOf(plural, object).map(({ queue, key }) => `${queue} ${key}`);
    expect(woken).toEqual(expected);
  });
});
