import type { PipelineRun } from '@gho-platform/api';
import type { Command } from '../cli/command.ts';
import { usage } from '../cli/failure.ts';
import { timeoutFlag } from '../cli/flags.ts';
import { getRun } from '../cluster/objects.ts';
import { checkAgainstPipeline } from '../run/check.ts';
import { newRun, parametersOf } from '../run/new-run.ts';
import type { RunRequest } from '../run/new-run.ts';
import { followTimeoutMs, startRun } from '../run/start-run.ts';

export const resume: Command = {
  name: 'resume',
  summary: 'Start a run that takes over what a failed one finished',
  details: `The new run gets the Pipeline and the parameters of the earlier one. Stages that succeeded there are
taken over unless their definition or their input changed; "why" tells where it begins and why.
Another value for a parameter makes the stages that use it run again. The earlier run stays as it was.`,
  examples: ['resume gho-x7k2p --follow', 'resume gho-x7k2p -p seed=8'],
  positionals: [{ name: 'RUN', completes: 'run' }],
  flags: [
    {
      name: 'parameter',
      short: 'p',
      value: 'NAME=VALUE',
      multiple: true,
      help: 'value that differs from the earlier run; may be given for each',
    },
    { name: 'name', value: 'NAME', help: 'name of the new run' },
    { name: 'follow', short: 'f', help: 'follow the run to its end' },
    timeoutFlag,
  ],
  run: async (values, context) => {
    const timeoutMs = followTimeoutMs(values);
    const changed = parametersOf(values.texts('parameter'));
    const cluster = await context.cluster();
    const before = await getRun(cluster, values.argument(0));
    const request = resumption(before, changed, values.text('name'));
    await checkAgainstPipeline(cluster, request);
    const object = newRun(cluster.namespace, request);
    return startRun(values, context, { cluster, object, timeoutMs });
  },
};

/** resumption is the request for a run that goes on where `before` failed. */
export function resumption(
  before: PipelineRun,
  changed: RunRequest['parameters'],
  name: string | undefined,
): RunRequest {
  const { pipelineRef, parameters = [], timeoutSeconds } = before.spec;
  const summary = before.status?.conditions?.find(({ type }) => type === 'Succeeded');
  const resumeFrom = before.metadata.name ?? '';
  if (summary?.status === 'True') throw usage(`${resumeFrom} succeeded: nothing is left to resume`);
  if (summary?.status !== 'False') {
    throw usage(`${resumeFrom} has not ended`, 'wait for it, or cancel it first');
  }
  const values = new Map([...parameters, ...changed].map((one) => [one.name, one.value]));
  return {
    pipeline: pipelineRef.name,
    parameters: [...values].map(([parameter, value]) => ({ name: parameter, value })),
    name,
    timeoutSeconds,
    suspend: false,
    resumeFrom,
  };
}
