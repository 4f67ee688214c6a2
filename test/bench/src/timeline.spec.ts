import { expect, describe, it } from '@jest/globals';
import { Timeline } from './timeline.ts';

const chain = 'run-1';

describe('a timeline', () => {
  it('lets others wait for what has yet to be seen, and keeps the first time', async () => {
    const timeline = new Timeline();
    const seen = timeline.seen({ happening: 'ended', chain });
    timeline.note({ happening: 'ended', chain }, 5);
    timeline.note({ happening: 'ended', chain }, 9);
    await expect(seen).resolves.toBe(5);
    expect(timeline.at({ happening: 'ended', chain })).toBe(5);
  });

  it('measures each hand-over of which both ends were seen', () => {
    const timeline = new Timeline();
    timeline.noteCreated({ chain, stage: 'a' }, 'uid-a', 1);
    timeline.note({ happening: 'terminated', chain, stage: 'a' }, 10);
    timeline.noteCreated({ chain, stage: 'b' }, 'uid-b', 14);
    expect(timeline.handovers([chain], ['a', 'b', 'c'])).toEqual([4]);
  });

  it('tells a stage that ran twice from one that was seen twice', () => {
    const timeline = new Timeline();
    timeline.noteCreated({ chain, stage: 'a' }, 'uid-1', 1);
    timeline.noteCreated({ chain, stage: 'a' }, 'uid-1', 2);
    expect(timeline).toMatchObject({ created: 1, doubled: 0 });
    timeline.noteCreated({ chain, stage: 'a' }, 'uid-2', 3);
    expect(timeline).toMatchObject({ created: 2, doubled: 1 });
  });

  it('finds the first creation after a moment', () => {
    const timeline = new Timeline();
    timeline.noteCreated({ chain, stage: 'a' }, 'uid-a', 1);
    expect(timeline.createdAfter(1)).toBeUndefined();
    timeline.noteCreated({ chain, stage: 'b' }, 'uid-b', 7);
    timeline.noteCreated({ chain, stage: 'c' }, 'uid-c', 8);
    expect(timeline.createdAfter(1)).toBe(7);
  });
});
