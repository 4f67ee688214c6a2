import type { PipelineScheduleSpecParameterFromTick } from '@gho-platform/api';
import { describe, expect, it } from '@jest/globals';
import { makeSchedule } from './testing/index.ts';
import { tickParameters } from './tick-parameters.ts';

type FromTick = PipelineScheduleSpecParameterFromTick;

function valueOf(fromTick: FromTick, tick: string, timeZone: string): string | undefined {
  const { spec } = makeSchedule({ timeZone, parameters: [{ name: 'date', fromTick }] });
  return tickParameters(spec, tick)[0]?.value;
}

describe('tickParameters', () => {
  it.each<[string, FromTick, string, string]>([
    ['2026-06-01', { format: 'Date' }, '2026-06-01T00:30:00Z', 'UTC'],
    ['2026-05-31', { format: 'Date' }, '2026-06-01T00:30:00Z', 'America/New_York'],
    ['2026-06-02', { format: 'Date' }, '2026-06-01T18:15:00Z', 'Asia/Kathmandu'],
    ['2026-05-31', { format: 'Date', offsetDays: -1 }, '2026-05-31T22:30:00Z', 'Europe/Berlin'],
    ['2026-03-28', { format: 'Date', offsetDays: -1 }, '2026-03-29T01:00:00Z', 'Europe/Berlin'],
    ['2024-02-29', { format: 'Date', offsetDays: -1 }, '2024-03-01T00:00:00Z', 'UTC'],
    ['2025-12', { format: 'Month', offsetDays: -1 }, '2026-01-01T00:00:00Z', 'UTC'],
    ['2027', { format: 'Year' }, '2026-12-31T23:30:00Z', 'Europe/Berlin'],
    ['2026-06-01T00:30:00Z', { format: 'Timestamp' }, '2026-06-01T00:30:00.000Z', 'Asia/Tokyo'],
  ])('is %s for %j of %s in %s', (...row) => {
    const [want, ...asked] = row;
    expect(valueOf(...asked)).toBe(want);
  });

  it('takes values as they are written', () => {
    const { spec } = makeSchedule({ parameters: [{ name: 'seed', value: '7' }] });
    expect(tickParameters(spec, '2026-06-01T00:00:00Z')).toEqual([{ name: 'seed', value: '7' }]);
  });
});
