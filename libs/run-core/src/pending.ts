import { runReasons } from '@gho-platform/api';
import type { StoredPipelineSpecStage } from '@gho-platform/api';
import type { FailureClass } from './failure-class.ts';
import type { Blockage, Facts, Instant } from './facts.ts';
import { after, isDue } from './time.ts';
import type { Problem } from './types.ts';

/** pendingProblem: an attempt waited too long for what it needs to run. */
export function pendingProblem(
  blocked: Blockage | undefined,
  spec: StoredPipelineSpecStage | undefined,
  now: Instant,
): Problem | undefined {
  const deadline = pendingDeadline(blocked, spec);
  if (blocked === undefined || deadline === undefined || !isDue(deadline, now)) return undefined;
  return {
    reason: runReasons.pendingTimedOut,
    message: `waited longer than pendingTimeoutSeconds of ${spec?.pendingTimeoutSeconds ?? 0} for ${blocked.on}: ${blocked.message}`,
  };
}

/** pendingDeadline is undefined for an attempt that is not blocked or may wait for ever. */
export function pendingDeadline(
  blocked: Blockage | undefined,
  spec: StoredPipelineSpecStage | undefined,
): Instant | undefined {
  if (blocked === undefined || spec?.pendingTimeoutSeconds === undefined) return undefined;
  return after(blocked.since, spec.pendingTimeoutSeconds * 1000);
}

/** A part of the configuration that is missing is its author's; the rest is the cluster's. */
export function pendingClass({ reason }: Blockage): FailureClass {
  return reason === 'ContainerConfig' ? 'Configuration' : 'Infrastructure';
}

/** startPendingProblem: the run waited too long before it could start. */
export function startPendingProblem(facts: Facts): Problem | undefined {
  const deadline = startDeadline(facts);
  if (deadline === undefined || !isDue(deadline, facts.now)) return undefined;
  return {
    reason: runReasons.pendingTimedOut,
    message: `the run did not start within its pendingTimeoutSeconds of ${facts.run.spec.pendingTimeoutSeconds ?? 0}`,
  };
}

/** startDeadline is undefined for a run that has started or may wait for ever. */
export function startDeadline({ run }: Facts): Instant | undefined {
  const { pendingTimeoutSeconds } = run.spec;
  if (pendingTimeoutSeconds === undefined || run.status?.startedAt !== undefined) return undefined;
  return after(run.metadata.creationTimestamp, pendingTimeoutSeconds * 1000);
}
