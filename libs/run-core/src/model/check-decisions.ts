import type { Facts } from '../facts.ts';
import { plan } from '../plan.ts';
import { isSame } from '../same.ts';
import type { StageStatus } from '../types.ts';
import type { Decision, Decisions } from './decisions.ts';
import { demand } from './invariants.ts';

/** Checks every decision by itself, also those that were made with stale caches. */
export function checkDecisions(decisions: Decisions): void {
  for (const decision of decisions.all) {
    checkAgain(decision);
    checkStarts(decision);
  }
}

function checkAgain({ facts, plan: first, changesNothing }: Decision): void {
  // Asked again, it would see the very same facts.
  if (changesNothing) {
    demand(11, first.events.length === 0, 'a decision that changes nothing tells something');
    return;
  }
  const again = plan({ ...facts, run: { ...facts.run, status: first.status } });
  demand(11, isSame(again.status, first.status), `asked again: ${JSON.stringify(again.status)}`);
  demand(11, again.events.length === 0, 'asked again, it tells the same again');
}

function checkStarts({ facts, plan: { status } }: Decision): void {
  for (const stage of status.stages ?? []) {
    const before = facts.run.status?.stages?.find(({ name }) => name === stage.name);
    checkApproval(stage, before, facts);
    const attempt = stage.attempts?.at(-1);
    if (attempt === undefined || attempt.number <= newestOf(before)) continue;
    const why = hindrance(stage, before, facts);
    demand(19, why === undefined, `attempt ${attempt.jobName} starts despite ${why ?? ''}`);
    const isTaken = facts.foreignJobNames.includes(attempt.jobName);
    demand(19, !isTaken, `attempt ${attempt.jobName} starts with the name of another`);
  }
}

function newestOf(stage: StageStatus | undefined): number {
  return stage?.attempts?.at(-1)?.number ?? 0;
}

/** Why no attempt of the stage may start; undefined where one may. */
function hindrance(
  stage: StageStatus,
  before: StageStatus | undefined,
  { run, pipeline, turn, now }: Facts,
): string | undefined {
  const { suspend, cancel } = run.spec;
  const isLast = stage.when === 'Finally';
  const hindrances = [
    ['deletion', run.metadata.deletionTimestamp !== undefined],
    ['suspension', suspend],
    ['cancel', cancel === 'Immediate' || (cancel === 'Graceful' && !isLast)],
    ['a missing pipeline', pipeline.kind === 'Missing'],
    ['the turn of others', run.status?.startedAt === undefined && !mayStart.has(turn.kind)],
    ['backoff', Date.parse(before?.nextAttemptAt ?? now) > Date.parse(now)],
  ] as const;
  return hindrances.find(([, applies]) => applies)?.[0];
}

const mayStart: ReadonlySet<string> = new Set(['Open', 'Admitted']);

function checkApproval(
  { name, attempts, approval }: StageStatus,
  before: StageStatus | undefined,
  facts: Facts,
): void {
  if (attempts === undefined || !needsApproval(name, facts)) return;
  demand(19, approval?.decision === 'Approved', `stage ${name} starts without its approval`);
  if (before?.approval?.decision !== undefined) return;
  demand(19, isApproved(name, facts), `nobody approved stage ${name}`);
}

function needsApproval(stage: string, { pipeline }: Facts): boolean {
  const stages = pipeline.kind === 'Resolved' ? pipeline.spec.stages : [];
  return stages.some(({ name, approval }) => name === stage && approval !== undefined);
}

function isApproved(name: string, { run, trustsApprovals }: Facts): boolean {
  const given = run.spec.approvals?.find(({ stage }) => stage === name);
  return trustsApprovals && given?.decision === 'Approved';
}
