const shape =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-5]):[0-5]\d)?)?$/;

const longMonths = new Set([1, 3, 5, 7, 8, 10, 12]);

/**
 * isInstant accepts what GHO prints as a time: a day, or a day and time with or without an offset
 * ("2024-08-02", "2024-08-02T09:43:39.193+02:00"). Days that no calendar has are refused, because
 * Date.parse would move 31 February into March.
 */
export function isInstant(value: unknown): boolean {
  const parts = typeof value === 'string' ? shape.exec(value) : null;
  if (parts === null) {
    return false;
  }
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) {
    const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    return isLeap ? 29 : 28;
  }
  return longMonths.has(month) ? 31 : 30;
}

/** dayNumber counts the days since 1970-01-01 of a day printed as `YYYY-MM-DD`. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000;
}
