import { runReasons } from '@gho-platform/api';
import type { PipelineRunSpecApproval, StoredPipelineSpecStage } from '@gho-platform/api';
import { bounds } from './bounds.ts';
import type { Facts, Instant } from './facts.ts';
import { failed } from './stage-ends.ts';
import { shorten } from './text.ts';
import { after, isDue } from './time.ts';
import type { StageStatus } from './types.ts';

/**
 * decideApproval moves a stage that is ready to start to the decision about it; it returns the very
 * same stage while there is none. Asked once: further attempts need no further approval.
 */
export function decideApproval(
  stage: StageStatus,
  spec: StoredPipelineSpecStage,
  facts: Facts,
): StageStatus {
  if (stage.approval === undefined) return { ...stage, approval: { requestedAt: facts.now } };
  const given = decisionOf(stage, facts);
  if (given !== undefined) return decided(stage, given, facts.now);
  const expiry = approvalExpiry(stage, spec);
  if (expiry === undefined || !isDue(expiry, facts.now)) return stage;
  return expired(stage, spec, facts.now);
}

/** Whether the stage cannot start because nobody approved it yet. */
export function needsApproval(
  { attempts, approval }: StageStatus,
  spec: StoredPipelineSpecStage | undefined,
): boolean {
  return spec?.approval !== undefined && attempts === undefined && approval?.decision === undefined;
}

/** When waiting for the decision ends; undefined where it does not, or there is none to wait for. */
export function approvalExpiry(
  { approval }: StageStatus,
  spec: StoredPipelineSpecStage | undefined,
): Instant | undefined {
  const seconds = spec?.approval?.expiresAfterSeconds;
  if (seconds === undefined || approval === undefined || approval.decision !== undefined) {
    return undefined;
  }
  return after(approval.requestedAt, seconds * 1000);
}

/** Without the admission policy anybody could write any name, so no decision counts. */
function decisionOf(
  { name }: StageStatus,
  { run, trustsApprovals }: Facts,
): PipelineRunSpecApproval | undefined {
  if (!trustsApprovals) return undefined;
  return run.spec.approvals?.find(({ stage }) => stage === name);
}

function decided(
  stage: StageStatus,
  { decision, by, reason }: PipelineRunSpecApproval,
  now: Instant,
): StageStatus {
  const known = {
    ...stage,
    approval: {
      requestedAt: stage.approval?.requestedAt ?? now,
      decision,
      by,
      ...(reason === undefined ? {} : { reason }),
      decidedAt: now,
    },
  };
  if (decision === 'Approved') return known;
  const why = reason === undefined ? '' : `: ${reason}`;
  const message = shorten(`refused by ${by}${why}`, bounds.message);
  return failed(known, { reason: runReasons.approvalRefused, message }, now);
}

function expired(stage: StageStatus, spec: StoredPipelineSpecStage, now: Instant): StageStatus {
  const seconds = spec.approval?.expiresAfterSeconds ?? 0;
  const known = {
    ...stage,
    approval: {
      requestedAt: stage.approval?.requestedAt ?? now,
      decision: 'Expired' as const,
      decidedAt: now,
    },
  };
  const message = `nobody approved the stage within ${seconds} seconds`;
  return failed(known, { reason: runReasons.approvalExpired, message }, now);
}
