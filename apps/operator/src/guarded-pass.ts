import type { Clock, WorkOutcome } from '@gho-platform/kube';
import { classify, NotLeaderError, refOf } from '@gho-platform/kube';
import type { Logger } from 'pino';
import type { Applied } from './apply.ts';
import type { ReconcileObserver } from './metrics.ts';

export interface Guard {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly reconciles: ReconcileObserver;
  /** What a key names, as a field of the log. */
  readonly kind: 'run' | 'pipeline' | 'schedule';
  /** What the API server refuses for good never reaches a status, so it goes into an event. */
  readonly tellUser: (key: string, message: string) => void;
}

/** The caches tell by an event when they catch up; this is for the event that never comes. */
export const staleCacheMs = 1_000;
/** A renewal that is late arrives within seconds, or the leadership ends. */
const lateRenewalMs = 1_000;
/** Refused until somebody changes something: asked again seldom, in case nobody tells us. */
const terminalRetryMs = 10 * 60_000;

/** guardedPass makes one pass over a key and never rejects. This is the only place that catches. */
export async function guardedPass(
  key: string,
  pass: () => Promise<WorkOutcome>,
  guard: Guard,
): Promise<WorkOutcome> {
  const { clock, reconciles } = guard;
  const startedMs = clock.monotonicMs();
  try {
    const outcome = await pass();
    reconciles.finished('success', clock.monotonicMs() - startedMs);
    return outcome;
  } catch (error) {
    const outcome = failed(key, error, guard);
    reconciles.finished('error', clock.monotonicMs() - startedMs);
    return outcome;
  }
}

function failed(key: string, error: unknown, { logger, kind, tellUser }: Guard): WorkOutcome {
  // Not the end of this process's leadership: a renewal that is late may still arrive, and then nobody starts
  // over. If it does end, the queues stop, and whoever leads next begins with all keys. No failure of the key
  // either: a few seconds of growing pauses would cost it a minute.
  if (error instanceof NotLeaderError) return { kind: 'Done', requeueAfterMs: lateRenewalMs };
  const failure = classify(error);
  const { namespace, name } = refOf(key);
  const fields = { namespace, [kind]: name, failure: failure.kind, err: error };
  logger.warn(fields, 'Reconcile was not finished');
  switch (failure.kind) {
    case 'Terminal':
      tellUser(key, error instanceof Error ? error.message : String(error));
      return { kind: 'Done', requeueAfterMs: terminalRetryMs };
    case 'Waiting':
      return { kind: 'Done', requeueAfterMs: failure.afterMs };
    case 'Busy':
      return { kind: 'Hold', afterMs: failure.afterMs };
    case 'Transient':
      return { kind: 'Retry' };
  }
}

/** The world is not as the plan supposed: look once more. */
export function again(applied: Exclude<Applied, { kind: 'Applied' }>): WorkOutcome {
  return applied.kind === 'Conflict'
    ? { kind: 'Retry' }
    : { kind: 'Done', requeueAfterMs: applied.afterMs };
}

/** Nothing more to do, until time alone changes the answer. */
export function done({ requeueAfterMs }: { readonly requeueAfterMs?: number }): WorkOutcome {
  return requeueAfterMs === undefined ? { kind: 'Done' } : { kind: 'Done', requeueAfterMs };
}
