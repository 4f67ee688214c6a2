/**
 * @gho-platform/schedule-core decides what happens next in a schedule: planSchedule(facts) -> plan.
 * It is pure and total: no client, clock, chance or log, and it never throws.
 */
export { bounds } from './bounds.ts';
export { cursorOf } from './cursor.ts';
export type * from './facts.ts';
export { delaySecondsOf, runNameOf } from './identity.ts';
export { isOpen } from './ledger.ts';
export { planSchedule } from './plan-schedule.ts';
export type * from './plan-types.ts';
export { schedulePlanChangesNothing } from './same.ts';
export { localDateOf } from './tick-parameters.ts';
export { tickOf } from './time.ts';
