import { describe, expect, it } from '@jest/globals';
import { momentsOf, stageTimes } from './stage-times.ts';

const at = (seconds: string): string => `2026-06-01T00:00:${seconds}Z`;

function line(seconds: string, msg: string, more: object = {}): string {
  return JSON.stringify({ level: 'info', time: at(seconds), ...more, msg });
}

const ingest = [
  line('02.500', 'Started stage', { startupMs: 400 }),
  line('02.600', 'Assigned work items'),
  line('06.500', 'Finished stage'),
].join('\n');

const train = [
  line('08.100', 'Started stage', { startupMs: 100 }),
  'a line of a library {',
  '{ another one',
  line('11.100', 'Loaded stage'),
  line('15.100', 'Finished stage'),
].join('\n');

describe('the log of a stage', () => {
  it('says when its process began, was ready and ended', () => {
    expect(momentsOf('ingest', ingest)).toEqual({
      stage: 'ingest',
      processMs: Date.parse(at('02.100')),
      readyMs: Date.parse(at('02.500')),
      endMs: Date.parse(at('06.500')),
    });
  });

  it('says so too when libraries are loaded after the start and write among the lines', () => {
    expect(momentsOf('train', train)).toMatchObject({
      processMs: Date.parse(at('08.000')),
      readyMs: Date.parse(at('11.100')),
    });
  });

  it.each([
    { log: '', says: '"Started stage"' },
    { log: line('01.000', 'Started stage', { startupMs: 1 }), says: '"Finished stage"' },
    { log: ingest.replace('startupMs', 'other'), says: 'startupMs' },
  ])('is refused when it says too little: $says', ({ log, says }) => {
    expect(() => momentsOf('ingest', log)).toThrow(says);
  });
});

describe('the time of a run', () => {
  it('is divided among its stages without a gap', () => {
    const late = ingest.replaceAll(':02.', ':03.').replace(':06.5', ':07.0');
    const moments = [
      momentsOf('ingest', ingest),
      momentsOf('ingest', late),
      momentsOf('train', train),
    ];
    const times = stageTimes(Date.parse(at('01.000')), ['ingest', 'train'], moments);
    expect(times).toEqual([
      { stage: 'ingest', schedulingMs: 1100, startUpMs: 400, workMs: 4500 },
      { stage: 'train', schedulingMs: 1000, startUpMs: 3100, workMs: 4000 },
    ]);
  });

  it('is not told for a stage of which nothing succeeded', () => {
    expect(() => stageTimes(0, ['dbt'], [])).toThrow('stage dbt');
  });
});
