import type { PipelineRunStatusCondition } from '@gho-platform/api';
import { bounds } from './bounds.ts';
import type { Instant } from './facts.ts';
import { shortenBytes } from './text.ts';

export type Condition = PipelineRunStatusCondition;

/** Wanted is a condition before it is compared with the recorded one. */
export type Wanted = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

export interface Recorded {
  readonly conditions: readonly Condition[];
  /** metadata.generation that the decision looked at. */
  readonly generation: number;
  readonly now: Instant;
}

/**
 * nextCondition keeps lastTransitionTime unless the status changes, always says which generation it
 * speaks of, and cuts a long message.
 */
export function nextCondition(wanted: Wanted, recorded: Recorded): Condition {
  const previous = recorded.conditions.find(({ type }) => type === wanted.type);
  const unchanged = previous?.status === wanted.status;
  return {
    type: wanted.type,
    status: wanted.status,
    reason: wanted.reason,
    message: shortenBytes(wanted.message, bounds.conditionBytes),
    lastTransitionTime: unchanged ? previous.lastTransitionTime : recorded.now,
    observedGeneration: recorded.generation,
  };
}

/**
 * withKstatus adds the two conditions by which kstatus, and so Argo CD and Flux, understand a run
 * unaided: Reconciling while it is active, Stalled once it failed.
 */
export function withKstatus(succeeded: Wanted): readonly Wanted[] {
  return [
    succeeded,
    whileTrue('Reconciling', succeeded, succeeded.status === 'Unknown'),
    whileTrue('Stalled', succeeded, succeeded.status === 'False'),
  ];
}

function whileTrue(
  type: 'Reconciling' | 'Stalled',
  { reason, message }: Wanted,
  isTrue: boolean,
): Wanted {
  return { type, status: isTrue ? 'True' : 'False', reason, message: isTrue ? message : '' };
}
