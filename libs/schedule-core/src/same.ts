import { isSame } from '@gho-platform/run-core';
import type { ScheduleFacts } from './facts.ts';
import type { SchedulePlan } from './plan-types.ts';

/** Whether the recorded status is the planned one and there is nothing to do. */
export function schedulePlanChangesNothing(facts: ScheduleFacts, plan: SchedulePlan): boolean {
  return plan.actions.length === 0 && isSame(facts.schedule.status ?? {}, plan.status);
}
