import type { StoredPipelineSpec, StoredPipelineSpecStage } from '@gho-platform/api';
import { describe, expect, it } from '@jest/globals';
import type { Facts } from './facts.ts';
import { plan } from './plan.ts';
import type { Plan } from './plan-types.ts';
import {
  actionsOf,
  makeFacts,
  makeObservedJob,
  makePipeline,
  makeRun,
  resolved,
  stagesOf,
  Story,
  succeededOf,
} from './testing/index.ts';
import type { RunStatus } from './types.ts';

const key = '$(stages.ingest.outputs.key) $(parameters.day)';

function pipelineWith(fields: Record<string, Partial<StoredPipelineSpecStage>> = {}) {
  return makePipeline()
    .withParameter('day', { type: 'Date' })
    .withParameter('seed', { type: 'Integer', default: '7' })
    .withStage('ingest', { args: ['$(parameters.day)', '$(run.uid)'], ...fields.ingest })
    .withStage('transform', { args: [key], ...fields.transform })
    .withStage('train', { args: ['$(parameters.seed)'], ...fields.train })
    .build();
}

const before = pipelineWith();

/** The status of a run whose training failed. */
function failedAtTraining(): RunStatus {
  const run = makeRun().named('old').withUid('old-uid').withParameter('day', '2026-06-01');
  const story = new Story({ run: run.build(), pipeline: resolved(before) });
  const jobOf = (stage: string) => makeObservedJob(stage).released().withName(`old-${stage}-1`);
  const ingest = jobOf('ingest').succeeded({
    outputs: [{ name: 'key', value: 'raw/1' }],
    rows: { written: 9 },
  });
  const transform = jobOf('transform').succeeded();
  story.next();
  story.withJobs(ingest.build());
  story.withJobs(ingest.build(), transform.build());
  const train = jobOf('train').failed('ConfigurationInvalid', { exitCode: 78 });
  return story.withJobs(ingest.build(), transform.build(), train.build()).status;
}

const old = makeRun()
  .named('old')
  .withUid('old-uid')
  .withParameter('day', '2026-06-01')
  .withStatus(failedAtTraining())
  .build();

interface Now {
  readonly spec?: StoredPipelineSpec;
  readonly day?: string;
  readonly seed?: string;
  readonly origin?: Facts['origin'];
}

function resume({ spec = before, day = '2026-06-01', seed, origin }: Now = {}): Plan {
  const run = makeRun().resumingFrom('old').withParameter('day', day);
  const seeded = seed === undefined ? run : run.withParameter('seed', seed);
  const found = { kind: 'Found', run: old, spec: before } as const;
  return plan(
    makeFacts({ run: seeded.build(), pipeline: resolved(spec), origin: origin ?? found }),
  );
}

describe('a run that resumes an earlier one', () => {
  it('takes over what succeeded there, with its results, and goes on from there', () => {
    const first = resume();
    expect(stagesOf(first)).toBe('ingest:Succeeded transform:Succeeded train:Running');
    expect(actionsOf(first)).toEqual(['createJob gho-1-train-1']);
    expect(first.status).toMatchObject({
      progress: '2/3',
      currentStage: 'train',
      results: { rowsIngested: 9 },
      resumedFrom: { name: 'old', uid: 'old-uid', stage: 'train' },
    });
    expect(first.status.resumedFrom?.message).toBe(
      'took over ingest, transform; train runs again: it was Failed in that run',
    );
    const [ingest] = first.status.stages ?? [];
    expect(ingest).toMatchObject({
      inheritedFrom: 'old',
      outputs: [{ name: 'key', value: 'raw/1' }],
    });
    expect(ingest?.attempts).toBeUndefined();
    expect(first.events.map(({ reason }) => reason)).toEqual(['RunAccepted', 'StageStarted']);
  });

  it('remembers it to its end, without being asked for the earlier run again', () => {
    const run = makeRun().resumingFrom('old').withParameter('day', '2026-06-01').build();
    const found = { kind: 'Found', run: old, spec: before } as const;
    const story = new Story({ run, pipeline: resolved(before), origin: found });
    story.next();
    const train = makeObservedJob('train').succeeded().build();
    const started = { ...run, status: story.facts.run.status ?? {} };
    const end = plan(makeFacts({ run: started, pipeline: resolved(before), jobs: [train] }));
    expect(succeededOf(end)).toBe('True Succeeded');
    expect(end.status.resumedFrom?.name).toBe('old');
    expect(end.status.stages?.map(({ inheritedFrom }) => inheritedFrom)).toEqual([
      'old',
      'old',
      undefined,
    ]);
  });

  const changes: Record<string, { now: Now; from: string; why: string }> = {
    'an image': {
      now: { spec: pipelineWith({ transform: { image: 'gho-platform/transform:0.2.0' } }) },
      from: 'transform',
      why: 'its image changed since',
    },
    'arguments and shards': {
      now: { spec: pipelineWith({ ingest: { args: ['x'], shards: 2 } }) },
      from: 'ingest',
      why: 'its args, shards changed since',
    },
    'a parameter that a stage uses': {
      now: { day: '2026-06-02' },
      from: 'ingest',
      why: 'its input changed: a parameter or an output that it refers to',
    },
    'a parameter that no finished stage uses': {
      now: { seed: '8' },
      from: 'train',
      why: 'it was Failed in that run',
    },
    'only limits and retries': {
      now: {
        spec: pipelineWith({
          ingest: { args: ['$(parameters.day)', '$(run.uid)'], timeoutSeconds: 5 },
        }),
      },
      from: 'train',
      why: 'it was Failed in that run',
    },
    'a stage that was not there': {
      now: { spec: { ...before, stages: [...before.stages.slice(0, 1), ...newStage()] } },
      from: 'check',
      why: 'that run did not have it',
    },
  };
  for (const [name, { now, from, why }] of Object.entries(changes)) {
    it(`runs again from what changed: ${name}`, () => {
      const { status } = resume(now);
      expect(status.resumedFrom).toMatchObject({ stage: from });
      expect(status.resumedFrom?.message).toContain(`${from} runs again: ${why}`);
      expect(status.currentStage).toBe(from);
    });
  }

  const refusals: Record<string, { origin: Facts['origin']; why: string }> = {
    'is not there': {
      origin: { kind: 'Missing', message: 'that run does not exist' },
      why: 'spec.resumeFrom.name old: that run does not exist',
    },
    'is of another Pipeline': {
      origin: {
        kind: 'Found',
        run: { ...old, spec: { ...old.spec, pipelineRef: { name: 'other' } } },
        spec: before,
      },
      why: 'that run is of Pipeline other, and this one of gho',
    },
    'has not ended': {
      origin: { kind: 'Found', run: makeRun().build(), spec: before },
      why: 'that run has not ended',
    },
    succeeded: {
      origin: {
        kind: 'Found',
        run: {
          ...old,
          status: {
            conditions: [{ ...condition(), status: 'True', reason: 'Succeeded' }],
          },
        },
        spec: before,
      },
      why: 'nothing to resume',
    },
  };
  for (const [name, { origin, why }] of Object.entries(refusals)) {
    it(`is refused when that run ${name}`, () => {
      const end = resume({ origin });
      expect(succeededOf(end)).toBe('False InvalidResume');
      expect(end.status.conditions?.[0]?.message).toContain(why);
      expect(end.actions).toEqual([]);
    });
  }
});

function newStage(): StoredPipelineSpec['stages'] {
  return makePipeline().withStage('check').withStage('train').build().stages;
}

function condition() {
  const [summary] = old.status?.conditions ?? [];
  if (summary === undefined) throw new Error('the earlier run has no condition');
  return summary;
}
