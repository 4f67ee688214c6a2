import type { StoredPipelineSchedule } from '@gho-platform/api';
import { scheduleReasons } from '@gho-platform/api';
import { scheduleReasonOf } from '@gho-platform/run-text';
import type { Context } from '../cli/command.ts';
import { abortedAfter } from '../cli/deadline.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { exits } from '../cli/exit-codes.ts';
import { Failure } from '../cli/failure.ts';
import { objectText, outputFormat } from '../cli/output.ts';
import type { Values } from '../cli/values.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { changeSchedule, getSchedule, schedules } from '../cluster/objects.ts';
import { watchObject } from '../cluster/watch-object.ts';

export interface ScheduleSuspension {
  readonly name: string;
  readonly suspend: boolean;
}

/** An operator that runs takes milliseconds. */
const patienceMs = 30_000;

/** setScheduleSuspend writes spec.suspend of a schedule. */
export async function setScheduleSuspend(
  values: Values,
  { terminal, signal, cluster: connect }: Context,
  { name, suspend }: ScheduleSuspension,
): Promise<ExitCode> {
  const cluster = await connect();
  const before = await getSchedule(cluster, name);
  const hasStopped = scheduleReasonOf(before) === scheduleReasons.stoppedAfterFailures;
  const isSo = before.spec.suspend === suspend && !hasStopped;
  // A schedule that has stopped counts its failures anew only after a suspension that was noted.
  if (hasStopped && !suspend) await suspendFirst(cluster, name, signal);
  const after = isSo ? before : await changeSchedule(cluster, name, { spec: { suspend } });
  const format = outputFormat(values);
  if (format !== undefined) terminal.line(objectText(after, format));
  else terminal.line(`pipelineschedule/${name} ${sentence(suspend, isSo)}`);
  return exits.ok;
}

async function suspendFirst(cluster: Cluster, name: string, signal: AbortSignal): Promise<void> {
  const suspended = await changeSchedule(cluster, name, { spec: { suspend: true } });
  const failure = new Failure(
    exits.unavailable,
    `the operator has not noted the suspension of PipelineSchedule ${name}, which stays suspended`,
    'see whether the operator runs and watches this namespace, then continue it again',
  );
  await watchObject<StoredPipelineSchedule>(cluster, suspended, {
    resource: schedules,
    signal: abortedAfter(signal, patienceMs, failure),
    until: (schedule) => scheduleReasonOf(schedule) === scheduleReasons.suspended,
  });
}

function sentence(suspend: boolean, isSo: boolean): string {
  if (isSo) return suspend ? 'is suspended already' : 'is not suspended';
  return suspend ? 'suspended' : 'continues';
}
