import { shorten } from '@gho-platform/run-core';
import { bounds } from './bounds.ts';
import type { QueueEntry } from './plan-types.ts';

/** placeText says which place a run has in the queue, and what is in the way. */
export function placeText({ position, partition, on, queue }: QueueEntry): string {
  const place = `${ordinal(position)} of ${queue.length} in the queue`;
  const text =
    partition === undefined
      ? `${place} of Pipeline ${queue.pipeline}: ${queue.active} of ${queue.limit} runs are under way`
      : `run ${on} makes partition ${partition}; ${place}`;
  return shorten(text, bounds.message);
}

const ordinalRules = new Intl.PluralRules('en', { type: 'ordinal' });
const suffixes: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };

/** 1st, 2nd, 3rd, 4th, 11th, 21st. */
export function ordinal(number: number): string {
  return `${number}${suffixes[ordinalRules.select(number)] ?? 'th'}`;
}
