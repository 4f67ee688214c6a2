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
  const controller = new AbortController();
  const timer = setTimeout(() => {
    const message = `${what} has not ended within --timeout ${durationText(ms)}`;
    controller.abort(new Failure(exits.timeout, message, 'only the waiting has ended'));
  }, ms);
  timer.unref();
  return AbortSignal.any([signal, controller.signal]);
}
