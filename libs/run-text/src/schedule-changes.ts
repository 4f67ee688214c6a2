import type { PipelineSchedule } from '@gho-platform/api';
import { backfillText } from './backfill-text.ts';
import { freshLines } from './changes.ts';
import { printable } from './printable.ts';
import { readyCondition } from './schedule-state.ts';
import { tickText } from './tick-text.ts';

/** scheduleChanges lists what is new in a schedule since the last look and remembers it in `shown`. */
export function scheduleChanges(
  schedule: PipelineSchedule,
  shown: Map<string, string>,
): readonly string[] {
  const { spec, status } = schedule;
  const lines = new Map<string, string>();
  const ready = readyCondition(schedule);
  if (ready !== undefined) lines.set('ready', printable(`${ready.reason}: ${ready.message}`));
  for (const entry of status?.ledger ?? []) {
    lines.set(`tick ${entry.tick}`, tickText(entry, spec.timeZone));
  }
  if (status?.backfill !== undefined) lines.set('backfill', backfillText(status.backfill));
  return freshLines(lines, shown);
}
