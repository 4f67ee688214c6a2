import { isDone } from '@gho-platform/run-text';
import type { Context } from '../cli/command.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { exits } from '../cli/exit-codes.ts';
import { usage } from '../cli/failure.ts';
import type { Positional } from '../cli/flags.ts';
import { objectText, outputFormat } from '../cli/output.ts';
import { targetOf } from '../cli/target.ts';
import type { Values } from '../cli/values.ts';
import { changeRun, getRun } from '../cluster/objects.ts';
import { setScheduleSuspend } from '../schedule/set-schedule-suspend.ts';
import { explain } from '../why/explain.ts';

/** What `suspend` and `continue` take. */
export const suspensionArguments: readonly Positional[] = [
  { name: 'RUN|schedule/NAME', completes: 'suspendable' },
];

/** setSuspend writes spec.suspend of the run or schedule that the command line names. */
export async function setSuspend(
  values: Values,
  context: Context,
  suspend: boolean,
): Promise<ExitCode> {
  const { kind, name } = targetOf(values.argument(0));
  return kind === 'schedule'
    ? setScheduleSuspend(values, context, { name, suspend })
    : setRunSuspend(values, context, { name, suspend });
}

async function setRunSuspend(
  values: Values,
  { terminal, nowMs, cluster: connect }: Context,
  { name, suspend }: { readonly name: string; readonly suspend: boolean },
): Promise<ExitCode> {
  const cluster = await connect();
  const before = await getRun(cluster, name);
  if (isDone(before)) {
    throw usage(explain(before, { nowMs: nowMs() }).sentence, 'create another run');
  }
  const isSo = before.spec.suspend === suspend;
  const run = isSo ? before : await changeRun(cluster, name, { spec: { suspend } });
  const format = outputFormat(values);
  if (format !== undefined) terminal.line(objectText(run, format));
  else terminal.line(`pipelinerun/${name} ${sentence(suspend, isSo)}`);
  return exits.ok;
}

function sentence(suspend: boolean, isSo: boolean): string {
  if (isSo) return suspend ? 'is suspended already' : 'is not suspended';
  return suspend ? 'suspended' : 'continues';
}
