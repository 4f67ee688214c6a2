import type { StoredPipelineRun } from '@gho-platform/api';
import { isDone } from '@gho-platform/run-text';
import type { Command, Context } from '../cli/command.ts';
import { withDeadline } from '../cli/deadline.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { exits } from '../cli/exit-codes.ts';
import { usage } from '../cli/failure.ts';
import { timeoutFlag } from '../cli/flags.ts';
import { objectText, outputFormat } from '../cli/output.ts';
import type { Values } from '../cli/values.ts';
import { changeRun, getRun } from '../cluster/objects.ts';
import { followToEnd, linesView } from '../view/follow.ts';
import { runKind } from '../view/run-kind.ts';
import { runView } from '../view/run-view.ts';
import { explain } from '../why/explain.ts';

export const cancel: Command = {
  name: 'cancel',
  summary: 'End a run: its pods get SIGTERM and their grace period',
  details: `A cancel cannot be taken back, only made more urgent by --now, which leaves out the stages that run
Finally too. With --wait the command ends once the run has ended, with exit code 0 however it ended:
it may have succeeded in the same moment.`,
  examples: ['cancel gho-x7k2p', 'cancel gho-x7k2p --wait --timeout 2m'],
  positionals: [{ name: 'RUN', completes: 'run' }],
  flags: [
    { name: 'now', help: 'give its pods one second, and run nothing more' },
    { name: 'wait', help: 'wait until the run has ended' },
    timeoutFlag,
  ],
  run: async (values, context) => {
    const timeoutMs = values.durationMs('timeout');
    if (timeoutMs !== undefined && !values.has('wait')) throw usage('--timeout bounds --wait');
    const cluster = await context.cluster();
    const name = values.argument(0);
    const before = await getRun(cluster, name);
    if (isDone(before)) return tell(values, context, before);
    const changed = await changeRun(cluster, name, {
      spec: { cancel: values.has('now') ? 'Immediate' : 'Graceful' },
    });
    if (!values.has('wait')) return tell(values, context, changed);
    const signal = withDeadline(context.signal, timeoutMs, `PipelineRun ${name}`);
    const toError = (line: string): void => {
      context.terminal.note(line);
    };
    const isText = outputFormat(values) === undefined;
    const view = isText ? runView(context, cluster, signal) : linesView(context, runKind, toError);
    return tell(
      values,
      context,
      await followToEnd(cluster, changed, { kind: runKind, view, signal }),
    );
  },
};

function tell(values: Values, { terminal, nowMs }: Context, run: StoredPipelineRun): ExitCode {
  const format = outputFormat(values);
  if (format !== undefined) terminal.line(objectText(run, format));
  else if (isDone(run)) terminal.line(explain(run, { nowMs: nowMs() }).sentence);
  else terminal.line(`pipelinerun/${run.metadata.name} is being cancelled`);
  return exits.ok;
}
