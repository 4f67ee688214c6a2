import type { StoredPipelineSpecStage } from '@gho-platform/api';
import { approvalExpiry } from './approval.ts';
import type { Facts, Instant } from './facts.ts';
import { heldUpAt } from './held-up.ts';
import { pendingDeadline, startDeadline } from './pending.ts';
import { stageSpec } from './stage-spec.ts';
import { millisecondsBetween } from './time.ts';
import { runDeadline } from './timeout.ts';
import type { RunStatus, StageStatus } from './types.ts';
import { blockageOf, blockageShownAt } from './waiting.ts';

/** Timers hold 31 bits of milliseconds, about 24 days; asking once a day costs nothing. */
const maxWaitMs = 24 * 60 * 60 * 1000;

/**
 * nextDeadline is how long, in milliseconds, until time alone changes the answer; undefined when
 * only a change can.
 */
export function nextDeadline(status: RunStatus, facts: Facts): number | undefined {
  const stages = status.stages ?? [];
  const accepted: Facts = { ...facts, run: { ...facts.run, status } };
  const instants = [
    runDeadline(accepted),
    ...stages.map(({ state, nextAttemptAt }) => (state === 'Retrying' ? nextAttemptAt : undefined)),
    blockageShownAt(stages, facts),
    startDeadline(accepted),
    ...stages.map((stage) => approvalExpiry(stage, stageSpec(stage.name, facts))),
    pendingDeadline(blockageOf(stages, facts), specOfRunning(stages, facts)),
    ...facts.jobs.map(heldUpAt),
  ];
  return earliest(instants, facts.now);
}

/** deadlineAfterEnd: a run at its end waits for nothing but Jobs that do not end. */
export function deadlineAfterEnd({ jobs, now }: Facts): number | undefined {
  return earliest(jobs.map(heldUpAt), now);
}

function specOfRunning(
  stages: readonly StageStatus[],
  facts: Facts,
): StoredPipelineSpecStage | undefined {
  const running = stages.find(({ state }) => state === 'Running');
  return running === undefined ? undefined : stageSpec(running.name, facts);
}

function earliest(instants: readonly (Instant | undefined)[], now: Instant): number | undefined {
  const waits = instants
    .filter((instant) => instant !== undefined)
    .map((instant) => millisecondsBetween(now, instant))
    .filter((wait) => wait > 0);
  return waits.length === 0 ? undefined : Math.min(...waits, maxWaitMs);
}
