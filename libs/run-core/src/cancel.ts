import { runReasons } from '@gho-platform/api';
import type { Facts } from './facts.ts';
import type { Halt } from './halt.ts';

/** cancelHalt: the user asked for the end. The API does not let a cancel be taken back. */
export function cancelHalt({ run }: Facts): Halt | undefined {
  if (run.spec.cancel === undefined) return undefined;
  return { reason: runReasons.cancelled, message: 'cancelled by spec.cancel' };
}
