import { runReasons } from '@gho-platform/api';
import type { Facts } from './facts.ts';
import type { Halt } from './halt.ts';

/** cancelHalt: the user asked for the end. A cancel can be made harder, but not taken back. */
export function cancelHalt({ run }: Facts): Halt | undefined {
  if (run.spec.cancel === undefined) return undefined;
  return {
    reason: runReasons.cancelled,
    message: 'cancelled by spec.cancel',
    allowsFinally: run.spec.cancel === 'Graceful',
  };
}

/** Whether pods that work get one second instead of their grace period. */
export function isImmediate({ run }: Facts): boolean {
  return run.spec.cancel === 'Immediate';
}
