import { runReasons } from '@gho-platform/api';
import type { Facts } from './facts.ts';
import type { Problem } from './types.ts';

/** isSuspended: nothing new starts, and what runs is stopped. */
export function isSuspended({ run }: Facts): boolean {
  return run.spec.suspend;
}

/** Why a suspended run's attempt is stopped. It does not count as failed or interrupted. */
export const suspension: Problem = {
  reason: runReasons.suspended,
  message: 'stopped by spec.suspend; starts again when it is false',
};
