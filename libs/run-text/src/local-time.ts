/**
 * localTimeText is an RFC 3339 time to the minute as a clock in `timeZone` shows it,
 * `2026-06-01 02:30`. Where nobody knows the zone it is in UTC, and says so.
 */
export function localTimeText(time: string, timeZone: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  try {
    return minuteText(date, timeZone);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `${minuteText(date, 'UTC')} UTC`;
  }
}

function minuteText(date: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
}
