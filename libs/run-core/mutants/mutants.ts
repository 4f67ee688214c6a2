/** Mutant is one small mistake in the decision. Tests that let it live prove less than they say. */
export interface Mutant {
  /** What the mistake means. */
  readonly name: string;
  /** File below src. */
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'the end is not final',
    file: 'after-end.ts',
    find: "succeeded !== undefined && succeeded.status !== 'Unknown'",
    replace: 'false',
  },
  {
    name: 'one attempt too many',
    file: 'retry.ts',
    find: 'failures > retry.limit',
    replace: 'failures > retry.limit + 1',
  },
  {
    name: 'rejected data is retried',
    file: 'retry.ts',
    find: 'if (never !== undefined)',
    replace: "if (never === 'x')",
  },
  {
    name: 'the backoff does not grow',
    file: 'retry.ts',
    find: 'retry.factor ** (failures - 1)',
    replace: 'retry.factor ** 0',
  },
  {
    name: 'the backoff has no cap',
    file: 'retry.ts',
    find: 'const seconds = Math.min(',
    replace: 'const seconds = Math.max(',
  },
  {
    name: 'stages do not wait for those before them',
    file: 'next-stages.ts',
    find: "if (earlier.some(({ state }) => state !== 'Succeeded')) return stage;",
    replace: '',
  },
  {
    name: 'a failure does not halt the run',
    file: 'next-stages.ts',
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
    name: 'a Job is created again after it was seen',
    file: 'next-stage.ts',
    find: 'if (attempt.jobUID !== undefined) {',
    replace: "if (attempt.jobUID === 'x') {",
  },
  {
    name: 'a new attempt does not wait for leftovers',
    file: 'next-stage.ts',
    find: '.length > 0) return stage;',
    replace: '.length > 99) return stage;',
  },
  {
    name: 'the backoff is not waited for',
    file: 'next-stage.ts',
    find: 'if (scene.suspended || early) return stage;',
    replace: 'if (scene.suspended) return stage;',
  },
  {
    name: 'a suspended run starts attempts',
    file: 'next-stage.ts',
    find: 'if (scene.suspended || early) return stage;',
    replace: 'if (early) return stage;',
  },
  {
    name: 'a suspended run is not stopped',
    file: 'next-stage.ts',
    find: 'scene.halt ?? (scene.suspended ? suspension : undefined)',
    replace: 'scene.halt',
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
    find: 'return quiet ? end',
    replace: 'return true ? end',
  },
  {
    name: 'the end does not wait for Jobs that are not recorded',
    file: 'succeeded.ts',
    find: 'leftovers.length === 0 && ',
    replace: '',
  },
  {
    name: 'lost attempts are free for ever',
    file: 'attempt-ends.ts',
    find: 'if (interruptions > maxInterruptions)',
    replace: 'if (interruptions > 1000)',
  },
  {
    name: 'lost infrastructure counts as a failure',
    file: 'attempt-ends.ts',
    find: "return reason === 'InfrastructureLost'",
    replace: "return reason === ('x' as string)",
  },
  {
    name: 'a stopped attempt counts as failed',
    file: 'attempt-ends.ts',
    find: "stage.state === 'Stopping' && !isLasting(verdict)",
    replace: 'false',
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
    name: 'the uid of a Job is not compared',
    file: 'jobs.ts',
    find: '(attempt.jobUID === undefined || attempt.jobUID === uid)',
    replace: "uid !== 'x'",
  },
  {
    name: 'only undecided Jobs count as alive',
    file: 'jobs.ts',
    find: "job.verdict.kind === 'Undecided' || job.hasActivePods",
    replace: "job.verdict.kind === 'Undecided'",
  },
  {
    name: 'attempt numbers are used again',
    file: 'start-attempt.ts',
    find: 'attempt.number)) + 1;',
    replace: 'attempt.number), 1);',
  },
  {
    name: 'failures are forgotten at the next attempt',
    file: 'start-attempt.ts',
    find: '...(stage.failures === undefined ? {} : { failures: stage.failures }),',
    replace: '',
  },
  {
    name: 'a foreign Job is not noticed',
    file: 'start-attempt.ts',
    find: 'facts.foreignJobNames.includes(name)',
    replace: 'false',
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
    name: 'a Job that a sidecar holds up is never ended',
    file: 'held-up.ts',
    find: 'isDue(since, facts.now) ||',
    replace: '',
  },
  {
    name: 'a cancelled run waits for the other shards of a Job that does not end',
    file: 'held-up.ts',
    find: ' || (halt !== undefined && job.hasActivePods)',
    replace: '',
  },
  {
    name: 'an attempt starts beside shards that may follow',
    file: 'jobs.ts',
    find: ' || mayStartPods',
    replace: '',
  },
  {
    name: 'pods that are lost again and again are free for ever',
    file: 'attempt-ends.ts',
    find: 'if (interruptions <= maxInterruptions) return lost;',
    replace: 'return lost;',
  },
  {
    name: 'a lost pod is counted at each look',
    file: 'attempt-ends.ts',
    find: '(counted !== undefined && isDue(lostPodAt, counted))',
    replace: 'false',
  },
  {
    name: 'interruptions follow each other without a pause',
    file: 'retry.ts',
    find: 'interruptions <= 1 ?',
    replace: 'interruptions <= 99 ?',
  },
  {
    name: 'a Job that is denied is not told',
    file: 'waiting.ts',
    find: ' ?? deniedJob(attempt.jobName, facts)',
    replace: '',
  },
  {
    name: 'names of Jobs are ambiguous',
    file: 'job-name.ts',
    find: "!stage.includes('-') && ",
    replace: '',
  },
];
