import { describe, expect, it } from '@jest/globals';
import {
  makeObservedJob,
  makePipeline,
  resolved,
  secondsAfterNoon,
  Story,
  succeededOf,
} from './testing/index.ts';
import type { Plan } from './plan-types.ts';

const retry = {
  limit: 5,
  backoffSeconds: 0,
  factor: 1,
  maxBackoffSeconds: 0,
  outOfMemory: { increasePercent: 100, maximum: '3Gi' },
};
const resources = { requests: { memory: '512Mi' }, limits: { memory: '1Gi' } };
const pipeline = resolved(makePipeline().withStage('train', { retry, resources }).build());

function memoryOf({ actions }: Plan): string | undefined {
  const created = actions.find(({ verb }) => verb === 'createJob');
  return created?.verb === 'createJob' ? created.memory : 'no Job';
}

function fails(attempt: number, reason: 'OutOfMemory' | 'StageCrashed' | 'InfrastructureLost') {
  return makeObservedJob('train', attempt).failed(reason).released().build();
}

describe('an attempt that ran out of memory', () => {
  it('is followed by one with more, up to the maximum, and then by none', () => {
    const story = new Story({ pipeline });
    expect(memoryOf(story.next())).toBeUndefined();
    const second = story.withJobs(fails(1, 'OutOfMemory'));
    expect(memoryOf(second)).toBe('2048Mi');
    expect(second.status.stages?.[0]?.attempts).toMatchObject([
      { failureClass: 'OutOfMemory' },
      { memory: '2048Mi' },
    ]);
    expect(memoryOf(story.withJobs(fails(2, 'OutOfMemory')))).toBe('3Gi');
    const end = story.withJobs(fails(3, 'OutOfMemory'));
    expect(succeededOf(end)).toBe('False StageFailed');
    expect(end.status.conditions?.[0]?.message).toContain('it had the maximum of 3Gi');
  });

  it('leaves what it got to attempts that follow for other reasons', () => {
    const story = new Story({ pipeline });
    story.next();
    story.withJobs(fails(1, 'OutOfMemory'));
    expect(memoryOf(story.withJobs(fails(2, 'StageCrashed')))).toBe('2048Mi');
    const lost = story.next({ jobs: [fails(3, 'InfrastructureLost')], now: secondsAfterNoon(60) });
    expect(memoryOf(lost)).toBe('2048Mi');
  });

  it.each([
    ['no policy', { retry: { ...retry, outOfMemory: undefined }, resources }],
    ['no limit', { retry, resources: {} }],
  ])('gets no more with %s', (_, fields) => {
    const { outOfMemory, ...others } = fields.retry;
    const given = { ...others, ...(outOfMemory === undefined ? {} : { outOfMemory }) };
    const stage = { resources: fields.resources, retry: given };
    const story = new Story({
      pipeline: resolved(makePipeline().withStage('train', stage).build()),
    });
    story.next();
    const next = story.withJobs(fails(1, 'OutOfMemory'));
    expect(next.status.stages?.[0]?.attempts?.at(-1)?.memory).toBeUndefined();
  });
});
