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

/**
 * haltOf asks every policy that can end a run; the first answer is the reason. Without its frozen
 * Pipeline nobody knows how a stage that runs Finally would do so, whatever the reason is.
 */
export function haltOf(facts: Facts): Halt | undefined {
  const lost = revisionLostHalt(facts);
  const halt = cancelHalt(facts) ?? timeoutHalt(facts) ?? lost;
  return halt === undefined || lost === undefined ? halt : { ...halt, allowsFinally: false };
}
