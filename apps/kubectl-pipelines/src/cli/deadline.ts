import { durationText } from '@gho-platform/run-text';
import { exits } from './exit-codes.ts';
import { Failure } from './failure.ts';

/**
 * withDeadline is a signal that aborts with `signal`, or after `ms` with a Failure of exit code 5.
 * `what` says what was waited for.
 */
export function withDeadline(
  signal: AbortSignal,
  ms: number | undefined,
  what: string,
): AbortSignal {
  if (ms === undefined) return signal;
  const message = `${what} has not ended within --timeout ${durationText(ms)}`;
  return abortedAfter(
    signal,
    ms,
    new Failure(exits.timeout, message, 'only the waiting has ended'),
  );
}

/** abortedAfter is a signal that aborts with `signal`, or after `ms` with `failure`. */
export function abortedAfter(signal: AbortSignal, ms: number, failure: Failure): AbortSignal {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(failure);
  }, ms);
  timer.unref();
  return AbortSignal.any([signal, controller.signal]);
}
