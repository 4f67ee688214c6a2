import type { PipelineScheduleStatusBackfill } from '@gho-platform/api';
import { backfillCount } from './schedule-state.ts';

/** backfillText is how far a backfill is: `3 of 12 ticks ended, 1 failed; 2 under way, 7 to come`. */
export function backfillText(progress: PipelineScheduleStatusBackfill | undefined): string {
  const { total, started, ended } = backfillCount(progress);
  if (total === undefined) return 'its ticks are not counted yet';
  const { failed = 0, cancelled = 0 } = progress ?? {};
  const done = [
    `${ended} of ${total} ticks ended`,
    failed === 0 ? '' : `${failed} failed`,
    cancelled === 0 ? '' : `${cancelled} cancelled`,
  ];
  const left = [
    started === ended ? '' : `${started - ended} under way`,
    started === total ? '' : `${total - started} to come`,
  ];
  return [joined(done), joined(left)].filter((text) => text !== '').join('; ');
}

function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(', ');
}
