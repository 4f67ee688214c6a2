import type { PipelineRun, PipelineRunStatusStage } from '@gho-platform/api';
import { agoText } from './duration.ts';

/** approvalText is the decision about a stage: who took it, when and why. Empty where none is needed. */
export function approvalText(
  { name, approval }: PipelineRunStatusStage,
  { spec }: PipelineRun,
  nowMs: number,
): string {
  if (approval === undefined) return beforehandText(name, spec);
  const { decision, requestedAt, decidedAt, by, reason } = approval;
  if (decision === undefined) return `approval requested ${agoText(requestedAt, nowMs)} ago`;
  const who = by === undefined ? '' : ` by ${by}`;
  const when = decidedAt === undefined ? '' : ` ${agoText(decidedAt, nowMs)} ago`;
  const why = reason === undefined ? '' : `: ${reason}`;
  return `approval ${decision}${who}${when}${why}`;
}

/** A decision counts once the stage asks for it. */
function beforehandText(stage: string, { approvals = [] }: PipelineRun['spec']): string {
  const given = approvals.find((one) => one.stage === stage);
  if (given === undefined) return '';
  const why = given.reason === undefined ? '' : `: ${given.reason}`;
  return `approval ${given.decision} beforehand by ${given.by}${why}`;
}
