import type { Facts } from './facts.ts';
import { cancelHalt } from './cancel.ts';
import { revisionLostHalt } from './revision-lost.ts';
import { timeoutHalt } from './timeout.ts';

/** Halt is why a run must end although its stages could go on. It is never taken back. */
export interface Halt {
  readonly reason: 'Cancelled' | 'RunTimedOut' | 'RevisionLost';
  readonly message: string;
  /** Whether stages that run Finally still do. */
  readonly allowsFinally: boolean;
}

/** haltOf asks every policy that can end a run; the first answer counts. */
export function haltOf(facts: Facts): Halt | undefined {
  return cancelHalt(facts) ?? timeoutHalt(facts) ?? revisionLostHalt(facts);
}
