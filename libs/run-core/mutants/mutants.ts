import { attemptMutants } from './attempt-mutants.ts';
import type { Mutant } from './mutant.ts';

/** Mistakes about the run as a whole. */
const runMutants: readonly Mutant[] = [
  {
    name: 'the end is not final',
    file: 'after-end.ts',
    find: "succeeded !== undefined && succeeded.status !== 'Unknown'",
    replace: 'false',
  },
  {
    name: 'stages do not wait for those before them',
    file: 'next-stages.ts',
    find: "if (earlier.some(({ state }) => state !== 'Succeeded')) return stage;",
    replace: '',
  },
  {
    name: 'a failure does not halt the run',
    file: 'finally.ts',
    find: "state === 'Failed' || ",
    replace: '',
  },
  {
    name: 'a stopped attempt is not deleted',
    file: 'actions.ts',
    find: '[...stoppedJobs(stages, jobs), ...leftoversOf(stages, jobs)]',
    replace: '[...leftoversOf(stages, jobs)]',
  },
  {
    name: 'leftovers are not deleted',
    file: 'actions.ts',
    find: '[...stoppedJobs(stages, jobs), ...leftoversOf(stages, jobs)]',
    replace: '[...stoppedJobs(stages, jobs)]',
  },
  {
    name: 'a cancelled run is not stopped',
    file: 'cancel.ts',
    find: 'if (run.spec.cancel === undefined) return undefined;',
    replace: 'if (run.spec.cancel !== "x" as never) return undefined;',
  },
  {
    name: 'a timeout never fires',
    file: 'timeout.ts',
    find: 'isDue(deadline, facts.now)',
    replace: 'false',
  },
  {
    name: 'a timeout is forgotten when the clock goes back',
    file: 'timeout.ts',
    find: 'if (!decided && !due) return undefined;',
    replace: 'if (!due) return undefined;',
  },
  {
    name: 'the end does not wait for pods',
    file: 'succeeded.ts',
    find: 'if (!inOrder.every(hasEnded)) return stopping(stages, leftovers, end);',
    replace: '',
  },
  {
    name: 'the end does not wait for Jobs that are not recorded',
    file: 'succeeded.ts',
    find: 'leftovers.length === 0 ? ',
    replace: 'true ? ',
  },
  {
    name: 'Jobs are released before their outcome is known',
    file: 'actions.ts',
    find: "(!open && job.verdict.kind !== 'Undecided')",
    replace: 'true',
  },
  {
    name: 'Jobs are never released',
    file: 'actions.ts',
    find: 'if (!job.held) return false;',
    replace: 'if (job.name !== "") return false;',
  },
  {
    name: 'a deleted Job is never let go',
    file: 'actions.ts',
    find: 'job.deleting && !job.hasActivePods',
    replace: 'false',
  },
  {
    name: 'a deleted Job is let go while its pods work',
    file: 'actions.ts',
    find: 'job.deleting && !job.hasActivePods',
    replace: 'job.deleting',
  },
  {
    name: 'a stage starts with a hole in its configuration',
    file: 'substitution.ts',
    find: 'if (missing.size > 0)',
    replace: 'if (missing.size > 99)',
  },
  {
    name: 'values are substituted again',
    file: 'substitution.ts',
    find: 'return values.parameters.get(reference.name);',
    replace:
      "return values.parameters.get(reference.name)?.replaceAll('$(run.uid)', values.run.metadata.uid);",
  },
  {
    name: 'lastTransitionTime always moves',
    file: 'conditions.ts',
    find: 'unchanged ? previous.lastTransitionTime : recorded.now',
    replace: 'recorded.now',
  },
  {
    name: 'a failed run is not Stalled',
    file: 'conditions.ts',
    find: "succeeded.status === 'False'",
    replace: 'false',
  },
  {
    name: 'nobody wakes up for a retry',
    file: 'deadline.ts',
    find: "state === 'Retrying' ? nextAttemptAt : undefined",
    replace: 'undefined',
  },
  {
    name: 'a deleted run holds its Jobs',
    file: 'plan.ts',
    find: 'run.metadata.deletionTimestamp !== undefined',
    replace: 'false',
  },
  {
    name: 'a lost revision is not noticed',
    file: 'revision-lost.ts',
    find: "pipeline.kind === 'Resolved' || run.status?.startedAt === undefined",
    replace: 'true',
  },
  {
    name: 'events are told again',
    file: 'events.ts',
    find: 'if (end === undefined || before?.state === next.state) return [];',
    replace: 'if (end === undefined) return [];',
  },
  {
    name: 'the status has no budget',
    file: 'status-budget.ts',
    find: 'if (jsonBytes(fitting) <= bounds.stagesBytes) return fitting;',
    replace: 'if (fitting.length > 0) return fitting;',
  },
  {
    name: 'a Job that is denied is not told',
    file: 'waiting.ts',
    find: ' ?? deniedJob(attempt.jobName, facts)',
    replace: '',
  },
  {
    name: 'nobody wakes up for a pending deadline',
    file: 'deadline.ts',
    find: 'pendingDeadline(blockageOf(stages, facts), specOfRunning(stages, facts)),',
    replace: '',
  },
  {
    name: 'stages that run Finally do not wait for the others',
    file: 'next-stages.ts',
    find: "if (stage.state === 'Pending' && !earlier.every(hasEnded)) return stage;",
    replace: '',
  },
  {
    name: 'stages that run Finally are halted like the others',
    file: 'finally.ts',
    find: 'halt?.allowsFinally === true ? undefined : halt',
    replace: 'halt',
  },
  {
    name: 'an immediate cancel runs what runs Finally',
    file: 'cancel.ts',
    find: "run.spec.cancel === 'Graceful',",
    replace: 'true,',
  },
  {
    name: 'the run ends before what runs Finally',
    file: 'succeeded.ts',
    find: 'if (unfinished !== undefined) return finishing(unfinished, end);',
    replace: '',
  },
  {
    name: 'a failure of what runs Finally is not told',
    file: 'succeeded.ts',
    find: "bad === undefined || end.status === 'False' ? end : failedBy(bad)",
    replace: 'end',
  },
  {
    name: 'an immediate cancel leaves pods their time',
    file: 'actions.ts',
    find: 'isImmediate(scene.facts) ? ',
    replace: 'false ? ',
  },
  {
    name: 'a stage whose definition changed is taken over',
    file: 'resume.ts',
    find: 'if (fields.length > 0)',
    replace: 'if (fields.length > 99)',
  },
  {
    name: 'a stage whose input changed is taken over',
    file: 'resume.ts',
    find: 'return hasSameInput(stage, before, comparison)',
    replace: 'return true',
  },
  {
    name: 'a stage that failed is taken over',
    file: 'resume.ts',
    find: "if (done.state !== 'Succeeded')",
    replace: "if (done.state === 'Pending')",
  },
  {
    name: 'a run that goes on is resumed',
    file: 'resume.ts',
    find: '!isFinished(run.status ?? {})',
    replace: 'false',
  },
  {
    name: 'a stage starts without its approval',
    file: 'approval.ts',
    find: 'spec?.approval !== undefined && attempts === undefined',
    replace: 'false && attempts === undefined',
  },
  {
    name: 'an approval counts although nobody vouches for it',
    file: 'approval.ts',
    find: 'if (!trustsApprovals) return undefined;',
    replace: '',
  },
  {
    name: 'a refusal starts the stage',
    file: 'approval.ts',
    find: "if (decision === 'Approved') return known;",
    replace: 'if (reason !== undefined) return known;',
  },
  {
    name: 'an approval never expires',
    file: 'approval.ts',
    find: 'expiry === undefined || !isDue(expiry, facts.now)',
    replace: 'expiry !== undefined',
  },
];

export const mutants: readonly Mutant[] = [...runMutants, ...attemptMutants];
