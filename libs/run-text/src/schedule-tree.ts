import type {
  PipelineSchedule,
  PipelineScheduleSpecParameter,
  PipelineScheduleStatusLedger,
} from '@gho-platform/api';
import { backfillText } from './backfill-text.ts';
import type { Paint } from './paint.ts';
import { plain } from './paint.ts';
import { printable } from './printable.ts';
import type { TreeOptions } from './run-tree.ts';
import { scheduleAdvice } from './schedule-advice.ts';
import { readyCondition, scheduleReasonOf } from './schedule-state.ts';
import { outcomeText, tickText, tickTimeText, totalsText } from './tick-text.ts';
import type { TreeNode } from './tree.ts';
import { treeLines } from './tree.ts';

export interface ScheduleTreeOptions extends TreeOptions {
  /** Backfills that were made from the schedule. */
  readonly backfills?: readonly PipelineSchedule[];
}

/** scheduleTree is everything that a schedule's status says, with its ledger; times are in its zone. */
export function scheduleTree(
  schedule: PipelineSchedule,
  { nowMs, paint = plain, backfills = [] }: ScheduleTreeOptions,
): readonly string[] {
  const { namespace = '', name = '' } = schedule.metadata;
  const message = printable(readyCondition(schedule)?.message ?? '');
  const reason = paint[scheduleTone(schedule)](scheduleReasonOf(schedule));
  return treeLines({
    text: words(paint.bold(`${namespace}/${name}`), reason, message),
    children: [
      ...specLines(schedule).map((text) => ({ text })),
      ...statusLines(schedule, nowMs).map((text) => ({ text })),
      ...backfills.map((backfill) => ({ text: backfillLine(backfill, paint) })),
      ledgerNode(schedule, paint),
    ].filter(({ text }) => text !== ''),
  });
}

function scheduleTone(schedule: PipelineSchedule): keyof Paint {
  const ready = readyCondition(schedule);
  if (ready?.status === 'False') return 'bad';
  return ready === undefined || ready.reason === 'Suspended' ? 'busy' : 'good';
}

function specLines({ spec }: PipelineSchedule): readonly string[] {
  const { pipelineRef, cron, timeZone, parameters = [], backfill } = spec;
  const values = parameters.map(parameterText);
  return [
    `pipeline ${pipelineRef.name}`,
    printable(`cron ${cron.join(' | ')}  ${timeZone}`),
    values.length === 0 ? '' : printable(`parameters ${values.join(', ')}`),
    backfill === undefined ? policyText(spec) : rangeText(backfill),
    spec.stopAfterFailures === undefined ? '' : `stopAfterFailures ${spec.stopAfterFailures}`,
  ];
}

function parameterText({ name, value, fromTick }: PipelineScheduleSpecParameter): string {
  if (fromTick === undefined) return `${name}=${value ?? ''}`;
  const { format, offsetDays = 0 } = fromTick;
  const offset = offsetDays === 0 ? '' : `, offsetDays ${offsetDays}`;
  return `${name} from the tick (${format}${offset})`;
}

function policyText({ concurrencyPolicy, missedRunPolicy }: PipelineSchedule['spec']): string {
  return `concurrencyPolicy ${concurrencyPolicy ?? 'Forbid'}, missedRunPolicy ${missedRunPolicy ?? 'Latest'}`;
}

function rangeText({
  from,
  to,
  parallelism = 1,
}: NonNullable<PipelineSchedule['spec']['backfill']>): string {
  return `backfill from ${from} to ${to}, ${parallelism} at a time`;
}

function statusLines(schedule: PipelineSchedule, nowMs: number): readonly string[] {
  const { active = 0, consecutiveFailures = 0, totals, backfill } = schedule.status ?? {};
  return [
    ...attentionLines(schedule),
    ...tickLines(schedule, nowMs),
    `active ${active}, failures in a row ${consecutiveFailures}`,
    totalsText(totals),
    backfill === undefined ? '' : backfillText(backfill),
  ];
}

function attentionLines(schedule: PipelineSchedule): readonly string[] {
  const { status, metadata } = schedule;
  const isBehind = (status?.observedGeneration ?? 0) < (metadata.generation ?? 0);
  const advice = scheduleAdvice(schedule);
  return [
    isBehind ? 'the operator has not seen the last change of the spec yet' : '',
    advice === '' ? '' : `to do: ${advice}`,
  ];
}

function tickLines({ spec, status }: PipelineSchedule, nowMs: number): readonly string[] {
  const ticks = [
    ['last', status?.lastTick],
    ['next', status?.nextTicks?.[0]],
  ] as const;
  return ticks.map(([which, tick]) => {
    const text = tickTimeText(tick, spec.timeZone, nowMs);
    return text === '' ? '' : `${which} tick ${text}`;
  });
}

function backfillLine(backfill: PipelineSchedule, paint: Paint): string {
  const range = backfill.spec.backfill;
  return words(
    `backfill ${backfill.metadata.name ?? ''}`,
    range === undefined ? '' : `${range.from} to ${range.to}`,
    paint[scheduleTone(backfill)](scheduleReasonOf(backfill)),
    backfillText(backfill.status?.backfill),
  );
}

function ledgerNode({ spec, status }: PipelineSchedule, paint: Paint): TreeNode {
  const entries = status?.ledger ?? [];
  if (entries.length === 0) return { text: '' };
  return {
    text: 'ledger',
    children: entries.map((entry) => ({
      text: paint[entryTone(entry)](tickText(entry, spec.timeZone)),
    })),
  };
}

function entryTone(entry: PipelineScheduleStatusLedger): keyof Paint {
  const outcome = outcomeText(entry);
  if (outcome === 'Succeeded') return 'good';
  if (outcome === 'Failed' || outcome === 'Cancelled' || entry.verdict === 'Missed') return 'bad';
  return outcome === '-' ? 'dim' : 'busy';
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('  ');
}
