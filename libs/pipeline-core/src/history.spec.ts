import { describe, expect, it } from '@jest/globals';
import type { StoredPipeline } from '@gho-platform/api';
import type { ObservedRun } from './facts.ts';
import { endedAs } from './testing/index.ts';
import { actionsOf, activeOf, endedOf, PipelineStory } from './testing/story.ts';

type History = NonNullable<StoredPipeline['spec']['history']>;

function storyOf(history: History): PipelineStory {
  return new PipelineStory({ history });
}

/** Runs that ended one minute after the other, from 01:00. */
function withEnded(
  story: PipelineStory,
  outcome: 'Succeeded' | 'Failed',
  names: readonly string[],
): PipelineStory {
  for (const [index, name] of names.entries()) {
    story.run(name, endedAs(outcome, `2026-06-01T01:${String(index).padStart(2, '0')}:00Z`));
  }
  return story;
}

const duplicate: Partial<ObservedRun> = {
  state: 'Ended',
  end: { outcome: 'Succeeded', finishedAt: '2026-06-01T01:00:00Z', isDuplicate: true },
};

describe('limits', () => {
  it('keep the latest of each outcome, and remember the others before they are deleted', () => {
    const story = storyOf({ successfulRunsLimit: 2, failedRunsLimit: 0 });
    withEnded(story, 'Succeeded', ['s1', 's2', 's3', 's4']);
    withEnded(story, 'Failed', ['f1']);
    const plan = story.at('02:00:00');
    expect(actionsOf(plan)).toEqual(['deleteRun f1', 'deleteRun s1', 'deleteRun s2']);
    expect(plan.actions[0]?.uid).toBe('uid-of-f1');
    expect(endedOf(plan)).toEqual([
      'f1 Failed removed',
      's1 Succeeded removed',
      's2 Succeeded removed',
    ]);
    expect(plan.status.activeRuns).toBeUndefined();
    expect(plan.events).toEqual([
      {
        type: 'Normal',
        reason: 'RunRemoved',
        message:
          'run f1, which failed at 2026-06-01T01:00:00Z, is removed: spec.history.failedRunsLimit is 0',
      },
      {
        type: 'Normal',
        reason: 'RunRemoved',
        message:
          'run s1, which succeeded at 2026-06-01T01:00:00Z, is removed: spec.history.successfulRunsLimit is 2',
      },
      {
        type: 'Normal',
        reason: 'RunRemoved',
        message:
          'run s2, which succeeded at 2026-06-01T01:01:00Z, is removed: spec.history.successfulRunsLimit is 2',
      },
    ]);
  });

  it('keep the greater name of runs that ended together', () => {
    const story = storyOf({ successfulRunsLimit: 1 });
    for (const name of ['b', 'a']) story.run(name, endedAs('Succeeded', '2026-06-01T01:00:00Z'));
    expect(actionsOf(story.at('02:00:00'))).toEqual(['deleteRun a']);
  });

  it('neither count nor remove duplicates, runs of mode Plan and those that somebody deletes', () => {
    const story = storyOf({ successfulRunsLimit: 1 });
    withEnded(story, 'Succeeded', ['s1', 'plan', 'gone']);
    story.run('duplicate', duplicate).run('plan', { isPlan: true }).run('gone', { deleting: true });
    expect(actionsOf(story.at('02:00:00'))).toEqual([]);
  });

  it('remove a hundred runs in one pass and go on a second later', () => {
    const story = storyOf({ successfulRunsLimit: 0, jobsTTLSecondsAfterFailure: 0 });
    const names = Array.from({ length: 101 }, (_, index) => `run-${index + 100}`);
    for (const name of names) story.run(name, endedAs('Succeeded', '2026-06-01T01:00:00Z'));
    story.run('failed', { ...endedAs('Failed', '2026-06-01T01:00:00Z'), hasJobs: true });
    const plan = story.at('02:00:00');
    expect(actionsOf(plan)).toEqual(names.slice(0, 100).map((name) => `deleteRun ${name}`));
    expect(plan.status.ended).toHaveLength(100);
    expect(plan.requeueAfterMs).toBe(1_000);
    for (const name of names.slice(0, 100)) story.forget(name);
    const next = story.at('02:00:01');
    expect(actionsOf(next)).toEqual(['deleteRun run-200', 'deleteJobs failed']);
    expect(next.requeueAfterMs).toBeUndefined();
  });
});

describe('ages', () => {
  it('remove a run when its time is over, not before', () => {
    const story = storyOf({ ttlSecondsAfterSuccess: 3600, ttlSecondsAfterFailure: 60 });
    story.run('s', endedAs('Succeeded', '2026-06-01T01:00:00Z'));
    story.run('f', endedAs('Failed', '2026-06-01T01:59:30Z'));
    const plan = story.at('01:59:59.999');
    expect([actionsOf(plan), plan.requeueAfterMs]).toEqual([[], 1]);
    const next = story.at('02:00:00');
    expect(actionsOf(next)).toEqual(['deleteRun s']);
    expect(next.events[0]?.message).toContain('spec.history.ttlSecondsAfterSuccess is over');
    expect(next.requeueAfterMs).toBe(30_000);
  });

  it('are looked at again after a day at the latest', () => {
    const story = storyOf({ ttlSecondsAfterSuccess: 315_360_000 });
    story.run('s', endedAs('Succeeded', '2026-06-01T01:00:00Z'));
    expect(story.at('02:00:00').requeueAfterMs).toBe(24 * 60 * 60 * 1000);
  });

  it('remove runs of mode Plan without a memory', () => {
    const story = storyOf({ ttlSecondsAfterSuccess: 60 });
    story.run('p', { isPlan: true, ...endedAs('Succeeded', '2026-06-01T01:00:00Z') });
    const plan = story.at('02:00:00');
    expect([actionsOf(plan), endedOf(plan), plan.events]).toEqual([['deleteRun p'], [], []]);
  });

  it('leave duplicates for an hour at least: who applied them would apply them again', () => {
    const story = storyOf({ ttlSecondsAfterSuccess: 60 }).run('d', duplicate);
    const plan = story.at('01:59:59');
    expect([actionsOf(plan), plan.requeueAfterMs]).toEqual([[], 1_000]);
    const next = story.at('02:00:00');
    expect([actionsOf(next), endedOf(next)]).toEqual([['deleteRun d'], []]);
  });

  it('say nothing of a time that is none', () => {
    const story = storyOf({ ttlSecondsAfterSuccess: 0 }).run('s', endedAs('Succeeded', 'soon'));
    const plan = story.at('02:00:00');
    expect([actionsOf(plan), plan.requeueAfterMs]).toEqual([[], undefined]);
  });
});

describe('Jobs', () => {
  const fields = { hasJobs: true, ...endedAs('Succeeded', '2026-06-01T01:00:00Z') };

  it('are removed when their time is over, and the run stays', () => {
    const story = storyOf({ jobsTTLSecondsAfterSuccess: 60 }).run('s', fields);
    expect(story.at('01:00:30').requeueAfterMs).toBe(30_000);
    const plan = story.at('01:01:00');
    expect([actionsOf(plan), endedOf(plan), plan.events]).toEqual([['deleteJobs s'], [], []]);
    expect(actionsOf(story.run('s', { hasJobs: false }).at('01:02:00'))).toEqual([]);
  });

  it('of a failed run have a time of their own', () => {
    const story = storyOf({ jobsTTLSecondsAfterSuccess: 60 });
    story.run('f', { ...fields, ...endedAs('Failed', '2026-06-01T01:00:00Z') });
    expect(actionsOf(story.at('02:00:00'))).toEqual([]);
    story.spec = { history: { jobsTTLSecondsAfterFailure: 60 } };
    expect(actionsOf(story.at('02:00:00'))).toEqual(['deleteJobs f']);
  });

  it('go with their run', () => {
    const story = storyOf({ jobsTTLSecondsAfterSuccess: 60, ttlSecondsAfterSuccess: 60 });
    expect(actionsOf(story.run('s', fields).at('02:00:00'))).toEqual(['deleteRun s']);
  });
});

describe('a run that another is to resume', () => {
  const spec = { failedRunsLimit: 0, ttlSecondsAfterFailure: 0 };

  it.each(['Waiting', 'Held'] as const)('is kept while that one is %s', (state) => {
    const story = withEnded(storyOf(spec), 'Failed', ['f1', 'f2']);
    story.run('next', { state, resumes: 'f1' });
    expect(actionsOf(story.at('02:00:00'))).toEqual(['deleteRun f2']);
    story.run('next', { state: 'Started' });
    expect(actionsOf(story.at('02:01:00'))).toContain('deleteRun f1');
  });

  it('is kept also when its removal was decided and not done', () => {
    const story = withEnded(storyOf(spec), 'Failed', ['f1']);
    story.at('02:00:00');
    story.run('next', { resumes: 'f1' });
    expect(actionsOf(story.at('02:01:00'))).toEqual([]);
  });
});

describe('a crash between the status and the deletion', () => {
  it('the next pass deletes, and tells nothing again', () => {
    const story = withEnded(storyOf({ successfulRunsLimit: 0 }), 'Succeeded', ['s']);
    story.at('02:00:00');
    const plan = story.at('02:01:00');
    expect([actionsOf(plan), plan.events]).toEqual([['deleteRun s'], []]);
  });

  it('the next pass deletes, even if the limit grew meanwhile', () => {
    const story = withEnded(storyOf({ successfulRunsLimit: 0 }), 'Succeeded', ['s']);
    story.at('02:00:00');
    story.spec = { history: { successfulRunsLimit: 9 } };
    expect(actionsOf(story.at('02:01:00'))).toEqual(['deleteRun s']);
  });

  it('what is being deleted is not deleted again', () => {
    const story = withEnded(storyOf({ successfulRunsLimit: 0 }), 'Succeeded', ['s']);
    story.at('02:00:00');
    expect(actionsOf(story.run('s', { deleting: true }).at('02:01:00'))).toEqual([]);
  });

  it('a run that has not ended is not deleted, whatever the status says', () => {
    const ended = { run: 's', uid: 'uid-of-s', outcome: 'Failed', removed: true } as const;
    const status = { ended: [{ ...ended, finishedAt: '2026-06-01T01:00:00Z' }] };
    const story = new PipelineStory({ history: {} }, status).run('s', { state: 'Started' });
    expect(actionsOf(story.at('02:00:00'))).toEqual([]);
  });
});

it('a run gives its place back, is remembered with its partition and is removed in one decision', () => {
  const spec = { partition: { parameter: 'date' }, history: { successfulRunsLimit: 0 } };
  const story = new PipelineStory(spec).create('a').run('a', { partition: 'x' });
  story.at('01:00:00');
  const plan = story.run('a', endedAs('Succeeded', '2026-06-01T01:30:00Z')).at('02:00:00');
  expect([activeOf(plan), endedOf(plan), actionsOf(plan)]).toEqual([
    [],
    ['a x Succeeded removed'],
    ['deleteRun a'],
  ]);
});
