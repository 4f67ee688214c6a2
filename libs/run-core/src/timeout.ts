import { runReasons } from '@gho-platform/api';
import type { Facts, Instant } from './facts.ts';
import type { Halt } from './halt.ts';
import { after, isDue } from './time.ts';

/**
 * timeoutHalt: the run took longer than its timeoutSeconds. A stage that already stops for this
 * reason proves an earlier decision, which holds even if the clock went back since.
 */
export function timeoutHalt(facts: Facts): Halt | undefined {
  const deadline = runDeadline(facts);
  const decided = (facts.run.status?.stages ?? []).some(
    ({ state, reason }) => state === 'Stopping' && reason === runReasons.timedOut,
  );
  const due = deadline !== undefined && isDue(deadline, facts.now);
  if (!decided && !due) return undefined;
  const seconds = facts.run.spec.timeoutSeconds ?? 0;
  return {
    reason: runReasons.timedOut,
    message: `the run did not end within its timeoutSeconds of ${seconds}`,
    allowsFinally: true,
  };
}

/** runDeadline is undefined for a run that did not start or has no timeout. */
export function runDeadline({ run }: Facts): Instant | undefined {
  const { timeoutSeconds } = run.spec;
  const startedAt = run.status?.startedAt;
  if (timeoutSeconds === undefined || startedAt === undefined) return undefined;
  return after(startedAt, timeoutSeconds * 1000);
}
