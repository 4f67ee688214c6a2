import type { Mutant } from '../src/testing/mutant.ts';

/** Mistakes about one attempt of a stage and the next. */
export const attemptMutants: readonly Mutant[] = [
  {
    name: 'one attempt too many',
    file: 'retry.ts',
    find: 'attempt.failures > retry.limit',
    replace: 'attempt.failures > retry.limit + 1',
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
    find: 'factor ** (failures - 1)',
    replace: 'factor ** 0',
  },
  {
    name: 'the backoff has no cap',
    file: 'retry.ts',
    find: 'const seconds = Math.min(',
    replace: 'const seconds = Math.max(',
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
    name: 'lost attempts are free for ever',
    file: 'attempt-ends.ts',
    find: 'if (interruptions > interruptionLimit(scene.spec))',
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
    name: 'the uid of a Job is not compared',
    file: 'jobs.ts',
    find: '(attempt.jobUID === undefined || attempt.jobUID === uid)',
    replace: "uid !== 'x'",
  },
  {
    name: 'only undecided Jobs count as alive',
    file: 'jobs.ts',
    find: "verdict.kind === 'Undecided' || hasActivePods",
    replace: "verdict.kind === 'Undecided'",
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
    find: 'if (interruptions <= interruptionLimit(spec)) return lost;',
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
    name: 'names of Jobs are ambiguous',
    file: 'job-name.ts',
    find: "!stage.includes('-') && ",
    replace: '',
  },
  {
    name: 'more memory than the maximum',
    file: 'memory.ts',
    find: 'increasePercent / 100)), maximum)',
    replace: 'increasePercent / 100)), 9e15)',
  },
  {
    name: 'memory that was needed is forgotten',
    file: 'memory.ts',
    find: 'return last?.memory;',
    replace: 'return undefined;',
  },
  {
    name: 'a stage waits for ever',
    file: 'pending.ts',
    find: 'deadline === undefined || !isDue(deadline, now)) return undefined;\n  return {\n    reason: runReasons.pendingTimedOut,\n    message: `waited',
    replace:
      'true) return undefined;\n  return {\n    reason: runReasons.pendingTimedOut,\n    message: `waited',
  },
];
