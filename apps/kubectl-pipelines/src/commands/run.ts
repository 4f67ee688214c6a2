import type { Command } from '../cli/command.ts';
import { timeoutFlag } from '../cli/flags.ts';
import { checkAgainstPipeline } from '../run/check.ts';
import { newRun, parametersOf } from '../run/new-run.ts';
import { followTimeoutMs, startRun } from '../run/start-run.ts';

export const run: Command = {
  name: 'run',
  summary: 'Start a run of a Pipeline',
  details: `Parameters are checked against the Pipeline first, so that a mistake is told at once; the platform
checks them again. With --follow the exit code is that of the run: 0 when it succeeded, 1 when not.
With --plan nothing is executed: the platform checks the run against the cluster and says what each
stage would do. The exit code is then 1 when it found something that would keep the run from succeeding.`,
  examples: [
    'run gho -p ingestionDate=2026-06-01 --follow',
    'run gho -p ingestionDate=2026-06-01 --plan',
    'run gho -p ingestionDate=2026-06-01 --name nightly-2026-06-01 --follow --timeout 2h',
  ],
  positionals: [{ name: 'PIPELINE', completes: 'pipeline' }],
  flags: [
    {
      name: 'parameter',
      short: 'p',
      value: 'NAME=VALUE',
      multiple: true,
      completes: 'parameter',
      help: 'value of a parameter; may be given for each',
    },
    {
      name: 'name',
      value: 'NAME',
      help: 'name of the run; PIPELINE and five letters unless given',
    },
    { name: 'timeout-seconds', value: 'N', help: 'bound of the run itself (spec.timeoutSeconds)' },
    { name: 'suspend', help: 'create it suspended; "continue" lets it start' },
    { name: 'plan', help: 'say what it would do, and execute nothing' },
    { name: 'follow', short: 'f', help: 'follow the run to its end' },
    timeoutFlag,
  ],
  run: async (values, context) => {
    const timeoutMs = followTimeoutMs(values);
    const parameters = parametersOf(values.texts('parameter'));
    const pipeline = values.argument(0);
    const timeoutSeconds = values.integer('timeout-seconds', 1);
    const name = values.text('name');
    const cluster = await context.cluster();
    const [suspend, plan] = [values.has('suspend'), values.has('plan')];
    const request = { pipeline, parameters, name, timeoutSeconds, suspend, plan };
    await checkAgainstPipeline(cluster, request);
    const object = newRun(cluster.namespace, request);
    return startRun(values, context, { cluster, object, timeoutMs });
  },
};
