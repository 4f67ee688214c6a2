import type { PipelineRun } from '@gho-platform/api';
import { describeStage } from './describe-stage.ts';
import { printable } from './printable.ts';

/** changedLines lists what is new in a run since the last look and remembers it in `shown`. */
export function changedLines(run: PipelineRun, shown: Map<string, string>): string[] {
  const lines = new Map<string, string>();
  for (const stage of run.status?.stages ?? []) {
    if (stage.state !== 'Pending') lines.set(`stage ${stage.name}`, describeStage(stage));
  }
  const waiting = run.status?.waiting;
  if (waiting === undefined) shown.delete('waiting');
  else lines.set('waiting', printable(`waiting    ${waiting.reason}: ${waiting.message}`));
  return freshLines(lines, shown);
}

/** freshLines are the lines whose text under their key is another one than in `shown`. */
export function freshLines(
  lines: ReadonlyMap<string, string>,
  shown: Map<string, string>,
): string[] {
  const fresh = [...lines].filter(([key, line]) => shown.get(key) !== line);
  for (const [key, line] of fresh) shown.set(key, line);
  return fresh.map(([, line]) => line);
}
