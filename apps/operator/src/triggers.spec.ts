import type { KubeObject } from '@gho-platform/kube';
import { describe, expect, it } from '@jest/globals';
import { endedStatus, makeJob, makePipeline, makeRun, namespace } from './__fixtures__/objects.ts';
import { createCaches } from './caches.ts';
import { createTriggers, scheduleTriggers } from './triggers.ts';

describe('triggers', () => {
  const caches = createCaches({ onListenerError: () => undefined });
  const triggers = createTriggers(caches);
  const runs = [
    makeRun('waiting'),
    makeRun('frozen', { pipelineRevision: 'gho-1' }),
    makeRun('ended', endedStatus),
  ];
  caches.runs.replace(namespace, runs, '1');

  const cases: Record<string, [string, KubeObject, readonly string[]]> = {
    'a run wakes itself': ['pipelineruns', makeRun('waiting'), ['demo/waiting']],
    'a Job wakes its run': ['jobs', makeJob('old-ingest-1', makeRun('old')), ['demo/old']],
    'an object without a label wakes nothing': ['pods', { metadata: { namespace } }, []],
    'a Pipeline wakes the runs that wait for it': ['pipelines', makePipeline(), ['demo/waiting']],
  };
  it.each(Object.entries(cases))('%s', (_case, [plural, object, keys]) => {
    expect(triggers[plural]?.(object)).toEqual(keys);
  });

  const run = makeRun('nightly-1');
  const owner = { apiVersion: 'x/v1', kind: 'PipelineSchedule', name: 'nightly', uid: 'u' };
  const scheduled = {
    ...run,
    metadata: { ...run.metadata, ownerReferences: [{ ...owner, controller: true }] },
  };

  const forSchedules: typeof cases = {
    'a schedule wakes itself': ['pipelineschedules', makeRun('nightly'), ['demo/nightly']],
    'a run wakes its schedule': ['pipelineruns', scheduled, ['demo/nightly']],
    'another run wakes no schedule': ['pipelineruns', run, []],
  };
  it.each(Object.entries(forSchedules))('%s', (_case, [plural, object, keys]) => {
    expect(scheduleTriggers[plural]?.(object)).toEqual(keys);
  });
});
