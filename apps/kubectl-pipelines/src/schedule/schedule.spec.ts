import { describe, expect, it } from '@jest/globals';
import type { PipelineScheduleStatus, StoredPipelineSchedule } from '@gho-platform/api';
import { nowMs } from '../__fixtures__/runs.ts';
import { ready, schedule } from '../__fixtures__/schedules.ts';
import { targetOf } from '../cli/target.ts';
import { backfillWarnings, checkOverlap } from './check-backfill.ts';
import { newBackfill } from './new-backfill.ts';
import { endSentence } from './start-backfill.ts';

const may = { from: '2026-05-01', to: '2026-05-31' };
const request = { ...may, parallelism: undefined, name: undefined };

describe('a new backfill', () => {
  it('takes lines, Pipeline, parameters and bounds of its schedule, and no policy', () => {
    const nightly = schedule({ suspend: true, timeoutSeconds: 60, stopAfterFailures: 3 });
    expect(newBackfill(nightly, { ...request, parallelism: 2 })).toEqual({
      apiVersion: 'pipelines.gho-platform.dev/v1alpha1',
      kind: 'PipelineSchedule',
      metadata: {
        namespace: 'demo',
        name: 'nightly-backfill-20260501-20260531',
        labels: { 'pipelines.gho-platform.dev/schedule': 'nightly' },
      },
      spec: {
        pipelineRef: { name: 'le' },
        cron: ['0 * * * *'],
        timeZone: 'UTC',
        parameters: [{ name: 'day', fromTick: { format: 'Date' } }],
        timeoutSeconds: 60,
        stopAfterFailures: 3,
        successfulRunsHistoryLimit: 10,
        failedRunsHistoryLimit: 5,
        backfill: { from: '2026-05-01', to: '2026-05-31', parallelism: 2 },
      },
    });
    const { spec } = newBackfill(schedule(), request);
    expect(spec.backfill).toEqual({ from: '2026-05-01', to: '2026-05-31' });
    expect(spec).not.toHaveProperty('timeoutSeconds');
  });

  it('has the name that is given, and needs one where its own would be too long', () => {
    const long = schedule({}, undefined, 'n'.repeat(37));
    expect(newBackfill(long, { ...request, name: 'mine' }).metadata.name).toBe('mine');
    expect(() => newBackfill(long, request)).toThrow('would be longer than 63 characters');
    const short = schedule({}, undefined, 'n'.repeat(36));
    expect(newBackfill(short, request).metadata.name).toHaveLength(63);
  });
});

describe('a backfill beside another one', () => {
  const other = (
    backfill: { readonly from: string; readonly to: string },
    spec: Partial<StoredPipelineSchedule['spec']> = {},
    status: PipelineScheduleStatus = ready('True', 'Backfilling'),
  ) => schedule({ backfill: { parallelism: 1, ...backfill }, ...spec }, status, 'other');
  const asked = newBackfill(schedule(), request);

  it.each([
    ['2026-05-31', '2026-06-30'],
    ['2026-04-01', '2026-05-01'],
    ['2026-05-10', '2026-05-11'],
    ['2026-01-01', '2026-12-31'],
  ])('is refused when that runs from %s to %s', (from, to) => {
    expect(() => {
      checkOverlap(asked, [schedule(), other({ from, to })]);
    }).toThrow(`backfill other of Pipeline le from ${from} to ${to} has not ended`);
  });

  const complete = { ...ready('True', 'Backfilling'), backfill: { total: 31, succeeded: 31 } };
  it.each([
    ['other dates before', other({ from: '2026-04-01', to: '2026-04-30' })],
    ['other dates after', other({ from: '2026-06-01', to: '2026-06-30' })],
    ['another Pipeline', other(may, { pipelineRef: { name: 'gho' } })],
    ['no ticks left', other(may, {}, complete)],
    ['a range that cannot be read', other(may, {}, ready('False', 'InvalidSchedule'))],
  ])('is allowed when that has %s', (_what, one) => {
    expect(() => {
      checkOverlap(asked, [one]);
    }).not.toThrow();
  });

  it('is refused while that is held after failures, since it may go on', () => {
    expect(() => {
      checkOverlap(asked, [other(may, {}, ready('False', 'StoppedAfterFailures'))]);
    }).toThrow('has not ended');
  });
});

describe('warnings of a backfill', () => {
  it('tell of runs that are all the same, and of ticks that the schedule runs too', () => {
    expect(backfillWarnings(schedule(), request, nowMs)).toEqual([]);
    const fixed = schedule({ parameters: [{ name: 'day', value: '2026-05-01' }] });
    expect(backfillWarnings(fixed, request, nowMs)).toEqual([
      'no parameter of nightly is computed from the tick: every run does the same',
    ]);
    expect(backfillWarnings(schedule(), { ...request, to: '2026-06-01' }, nowMs)).toEqual([
      '--to 2026-06-01 is not over: ticks to come are run by nightly too',
    ]);
  });
});

describe('the end of a backfill', () => {
  it('is told with its progress', () => {
    const backfill = { total: 2, started: 2, succeeded: 1, failed: 1 };
    const ended = schedule({}, { ...ready('True', 'BackfillComplete'), backfill });
    expect(endSentence(ended)).toBe(
      'nightly ended with BackfillComplete: m (2 of 2 ticks ended, 1 failed).',
    );
  });
});

describe('what a command is about', () => {
  it.each([
    ['x', 'run'],
    ['run/x', 'run'],
    ['pipelinerun/x', 'run'],
    ['schedule/x', 'schedule'],
    ['pipelineschedule/x', 'schedule'],
    ['pls/x', 'schedule'],
  ])('%s is a %s', (text, kind) => {
    expect(targetOf(text)).toEqual({ kind, name: 'x' });
  });
});
