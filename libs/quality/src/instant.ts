const shape =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-5]):[0-5]\d)?)?$/;

const longMonths = new Set([1, 3, 5, 7, 8, 10, 12]);

/** Values that were looked at before: the rows of a data set share a few days, and looking takes longer. */
const known = new Map<string, boolean>();
const maximumKnown = 10_000;
/** Of `2024-08-02T09:43:39.193000000+02:00`; no longer text is an instant, nor worth remembering. */
const longest = 35;

/**
 * isInstant accepts what GHO prints as a time: a day, or a day and time with or without an offset
 * ("2024-08-02", "2024-08-02T09:43:39.193+02:00"). Days that no calendar has are refused, because
 * Date.parse would move 31 February into March.
 */
export function isInstant(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > longest) {
    return false;
  }
  let isOne = known.get(value);
  if (isOne === undefined) {
    isOne = readsAsInstant(value);
    if (known.size < maximumKnown) known.set(value, isOne);
  }
  return isOne;
}

function readsAsInstant(text: string): boolean {
  const parts = shape.exec(text);
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
