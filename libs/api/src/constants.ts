/** API group of every kind of the platform. */
export const group = 'pipelines.gho-platform.dev';

/** Served and stored version. */
export const version = 'v1alpha1';

export const apiVersion = `${group}/${version}`;

/** Label keys on runs, backfills, Jobs and pods. Users select by them; they are part of the API. */
export const labels = {
  /** Name of the run. */
  run: `${group}/run`,
  /** uid of the run: what the operator selects by, since names can be used again. */
  runUid: `${group}/run-uid`,
  /** Name of the Pipeline. */
  pipeline: `${group}/pipeline`,
  /** Name of the stage. */
  stage: `${group}/stage`,
  /** Number of the attempt, from 1. */
  attempt: `${group}/attempt`,
  /** Name of the schedule of a run; on a backfill, of the one that it was made from. */
  schedule: `${group}/schedule`,
  /** uid of the schedule: what the operator selects by. */
  scheduleUid: `${group}/schedule-uid`,
} as const;

/** Annotation keys on runs. */
export const annotations = {
  /** The tick of its schedule for which a run was made, an RFC 3339 time in UTC. */
  tick: `${group}/tick`,
} as const;

/** Finalizer that keeps a Job until its outcome is in the run's status. */
export const jobFinalizer = `${group}/outcome`;

/** Name of the container that does a stage's work; its exit code is the truth of the stage. */
export const stageContainer = 'stage';

/** Exit codes of a stage container. */
export const exitCodes = {
  done: 0,
  /** EX_DATAERR of sysexits.h: the data failed its contract. Never retried. */
  dataRejected: 65,
  /** EX_TEMPFAIL of sysexits.h: a source or store was not reachable. Retried by policy. */
  temporaryFailure: 75,
  /** EX_CONFIG of sysexits.h: the configuration is wrong. Never retried. */
  configurationInvalid: 78,
  /** 128 + SIGTERM: the stage stopped because it was told to. */
  terminated: 143,
} as const;

/** Kubernetes keeps at most this many bytes of a container's termination message. */
export const resultMaxBytes = 4096;
