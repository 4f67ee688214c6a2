import type { KubeObject } from '@gho-platform/kube';
import { jobFinalizer, labels } from '@gho-platform/api';
import type { PipelineSpec, StoredPipelineRun } from '@gho-platform/api';
import type { PodEvent } from '../operator/fake-kubelet.ts';
import { conditionOf } from '../operator/world.ts';

/** What the test itself did, among what pods did. */
export interface Approved {
  readonly kind: 'Approved';
  readonly stage: string;
}

/** History is one run as it was seen from outside: by the kubelet, and in a watch of Jobs. */
export interface History {
  readonly spec: PipelineSpec;
  /** In the order in which it happened. */
  readonly journal: readonly (PodEvent | Approved)[];
  /** A name for each time that a Job was created. */
  readonly jobsCreated: readonly string[];
  /** As stored at the end. */
  readonly run: StoredPipelineRun;
  /** As stored at the end. */
  readonly jobs: readonly KubeObject[];
}

/**
 * violations lists what went wrong in a run of stages of one pod each, whatever befell the operator
 * and the API server meanwhile; docs/invariants.md says it in words.
 */
export function violations(history: History): readonly string[] {
  return [
    ...overlaps(history),
    ...earlyStarts(history),
    ...unapprovedStarts(history),
    ...repeatedJobs(history),
    ...openEnds(history),
    ...leftJobs(history),
  ];
}

/** At most one pod of a run works at any time, and so at most one Job of a stage. */
function overlaps({ journal }: History): readonly string[] {
  const working = new Set<string>();
  const found: string[] = [];
  for (const event of journal) {
    if (event.kind === 'Ended') working.delete(event.pod);
    if (event.kind !== 'Started') continue;
    if (working.size > 0) found.push(`pod ${event.pod} started beside ${[...working].join(', ')}`);
    working.add(event.pod);
  }
  return found;
}

/** A stage starts only after the one before it succeeded. */
function earlyStarts({ spec, journal }: History): readonly string[] {
  const names = spec.stages.map(({ name }) => name);
  const succeeded = new Set<string>();
  const found: string[] = [];
  for (const event of journal) {
    if (event.kind === 'Ended' && event.exitCode === 0) succeeded.add(event.stage);
    const before = names[names.indexOf(event.stage) - 1];
    if (event.kind !== 'Started' || before === undefined || succeeded.has(before)) continue;
    found.push(`stage ${event.stage} started before stage ${before} succeeded`);
  }
  return found;
}

/** A stage that needs an approval starts only after it. */
function unapprovedStarts({ spec, journal }: History): readonly string[] {
  const gates = spec.stages.flatMap(({ name, approval }) => (approval === undefined ? [] : [name]));
  const closed = new Set(gates);
  const found: string[] = [];
  for (const { kind, stage } of journal) {
    if (kind === 'Approved') closed.delete(stage);
    if (kind !== 'Started' || !closed.has(stage)) continue;
    found.push(`stage ${stage} started before it was approved`);
  }
  return found;
}

/** The Job of an attempt is created once, and no attempt is made that the outcome did not ask for. */
function repeatedJobs({ jobsCreated, journal }: History): readonly string[] {
  const found = [...new Set(jobsCreated)].flatMap((name) => {
    const times = jobsCreated.filter((one) => one === name).length;
    return times === 1 ? [] : [`job ${name} was created ${times} times`];
  });
  const starts = journal.filter(({ kind }) => kind === 'Started').length;
  if (starts !== jobsCreated.length) {
    found.push(`${jobsCreated.length} jobs were created and ${starts} pods started`);
  }
  return found;
}

/** The run comes to its end, and then nothing of it works. */
function openEnds({ run, journal }: History): readonly string[] {
  const started = journal.filter(({ kind }) => kind === 'Started').length;
  const ended = journal.filter(({ kind }) => kind === 'Ended').length;
  return [
    ...(conditionOf(run).status === 'Unknown' ? ['the run did not end'] : []),
    ...(started === ended ? [] : [`${started} pods started and ${ended} ended`]),
  ];
}

/** After the end of its run a Job neither works nor is held. */
function leftJobs({ run, jobs }: History): readonly string[] {
  return jobs.flatMap((job) => {
    const { name = '', finalizers = [], labels: given } = job.metadata ?? {};
    const { active = 0 } = (job as { status?: { active?: number } }).status ?? {};
    return [
      ...(finalizers.includes(jobFinalizer) ? [`job ${name} is held after the end`] : []),
      ...(active === 0 ? [] : [`job ${name} works after the end`]),
      ...(given?.[labels.runUid] === run.metadata.uid ? [] : [`job ${name} is of another run`]),
    ];
  });
}
