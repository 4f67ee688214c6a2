import type { FreshnessCheck } from '../contract.ts';
import type { DataSetEvaluator, Finding } from '../finding.ts';
import { dayNumber } from '../instant.ts';
import type { Profile } from '../profile.ts';

/** WHO prints times with its own offset, so its day may be one ahead of the day of the pull. */
const clockSkewDays = 1;

/**
 * freshness compares the newest day in a field with the day of the pull: too old, and the source has
 * stopped; later than the pull, and a clock or a year is wrong. A year counts as its last day, and may
 * lie ahead because WHO publishes projections. Nothing is known without a day of the pull.
 */
export function freshness(
  { field, maximumAgeDays }: FreshnessCheck,
  ingestionDate: string | undefined,
): DataSetEvaluator {
  return ({ profile }) => {
    const newest = newestDay(field, profile);
    if (newest === undefined || ingestionDate === undefined) {
      return 'NotApplicable';
    }
    const age = dayNumber(ingestionDate) - dayNumber(newest);
    return judgeAge(`newest ${field} ${newest}`, { age, maximumAgeDays, field });
  };
}

function judgeAge(
  subject: string,
  { age, maximumAgeDays, field }: { age: number; maximumAgeDays: number; field: string },
): Finding {
  if (age > maximumAgeDays) {
    return {
      reason: 'Stale',
      detail: `${subject} is ${age} days older than the pull, allowed ${maximumAgeDays}`,
    };
  }
  return field === 'Date' && age < -clockSkewDays
    ? { reason: 'FromTheFuture', detail: `${subject} is ${-age} days after the pull` }
    : 'Passed';
}

function newestDay(field: FreshnessCheck['field'], profile: Profile): string | undefined {
  const { newestDate, newestYear } = profile;
  if (field === 'Date') {
    return newestDate;
  }
  return newestYear === undefined ? undefined : `${String(newestYear).padStart(4, '0')}-12-31`;
}
