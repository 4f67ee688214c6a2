import type { PipelineScheduleSpecParameterFromTick } from '@gho-platform/api';
import type { Instant } from './facts.ts';
import { msOf, tickOf } from './time.ts';
import type { Spec } from './types.ts';

export interface ParameterValue {
  readonly name: string;
  readonly value: string;
}

/** The parameters of the run of a tick. The time zone must be one that exists. */
export function tickParameters({ parameters, timeZone }: Spec, tick: Instant): ParameterValue[] {
  return (parameters ?? []).map(({ name, value, fromTick }) => ({
    name,
    value: fromTick === undefined ? (value ?? '') : fromTickValue(fromTick, tick, timeZone),
  }));
}

/** The date of an instant in a time zone, as `2026-06-01`. Throws RangeError for an unknown zone. */
export function localDateOf(instant: Instant, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const parts = new Map(
    format.formatToParts(msOf(instant)).map(({ type, value }) => [type, value]),
  );
  const [year = '', month = '', day = ''] = ['year', 'month', 'day'].map((type) =>
    parts.get(type as Intl.DateTimeFormatPartTypes),
  );
  return `${year.padStart(4, '0')}-${month}-${day}`;
}

function fromTickValue(
  { format, offsetDays = 0 }: PipelineScheduleSpecParameterFromTick,
  tick: Instant,
  timeZone: string,
): string {
  if (format === 'Timestamp') return tickOf(msOf(tick));
  const date = daysLater(localDateOf(tick, timeZone), offsetDays);
  if (format === 'Month') return date.slice(0, 7);
  return format === 'Year' ? date.slice(0, 4) : date;
}

/** Days of the calendar, not of 24 hours: the day before is the day before on every date. */
function daysLater(date: string, days: number): string {
  const shifted = new Date(Date.parse(`${date}T00:00:00Z`));
  shifted.setUTCDate(shifted.getUTCDate() + days);
  return shifted.toISOString().slice(0, 10);
}
