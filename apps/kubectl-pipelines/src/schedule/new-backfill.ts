import type { PipelineSchedule, StoredPipelineSchedule } from '@gho-platform/api';
import { apiVersion, labels } from '@gho-platform/api';
import { usage } from '../cli/failure.ts';

/** BackfillRequest is a range of dates that a user asks to be run. */
export interface BackfillRequest {
  /** First and last date, such as 2025-01-01, in the schedule's time zone. */
  readonly from: string;
  readonly to: string;
  /** The API server's default unless given. */
  readonly parallelism: number | undefined;
  /** The schedule's name and the dates unless given. */
  readonly name: string | undefined;
}

/** Longest name of a schedule. */
const maxNameLength = 63;

/**
 * newBackfill is the schedule to create: the lines, the Pipeline and the parameters of `schedule`,
 * once over the ticks of a range. The policies that do not apply to a backfill are left out.
 */
export function newBackfill(
  { metadata, spec }: StoredPipelineSchedule,
  request: BackfillRequest,
): PipelineSchedule {
  const { from, to, parallelism } = request;
  const name = request.name ?? defaultName(metadata.name, request);
  return {
    apiVersion,
    kind: 'PipelineSchedule',
    metadata: {
      namespace: metadata.namespace,
      name,
      labels: { [labels.schedule]: metadata.name },
    },
    spec: {
      ...copied(spec),
      backfill: { from, to, ...(parallelism === undefined ? {} : { parallelism }) },
    },
  };
}

/** The same range again has the same name, so that the API server refuses to run it twice. */
function defaultName(schedule: string, { from, to }: BackfillRequest): string {
  const name = `${schedule}-backfill-${compact(from)}-${compact(to)}`;
  if (name.length <= maxNameLength) return name;
  throw usage(
    `the name ${name} would be longer than ${maxNameLength} characters`,
    'give a shorter one by --name',
  );
}

function compact(date: string): string {
  return date.replaceAll('-', '');
}

function copied(spec: StoredPipelineSchedule['spec']): PipelineSchedule['spec'] {
  const { pipelineRef, cron, timeZone, parameters, timeoutSeconds, stopAfterFailures } = spec;
  const { successfulRunsHistoryLimit, failedRunsHistoryLimit } = spec;
  return {
    pipelineRef,
    cron,
    timeZone,
    ...(parameters === undefined ? {} : { parameters }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(stopAfterFailures === undefined ? {} : { stopAfterFailures }),
    successfulRunsHistoryLimit,
    failedRunsHistoryLimit,
  };
}
