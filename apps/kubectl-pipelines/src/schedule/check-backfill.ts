import type { PipelineSchedule, StoredPipelineSchedule } from '@gho-platform/api';
import { scheduleReasons } from '@gho-platform/api';
import {
  backfillText,
  isBackfillComplete,
  localTimeText,
  scheduleReasonOf,
} from '@gho-platform/run-text';
import { usage } from '../cli/failure.ts';
import type { Values } from '../cli/values.ts';
import type { BackfillRequest } from './new-backfill.ts';

/** As spec.backfill.parallelism allows. */
const mostAtATime = 10;

/**
 * backfillRequest reads the flags of a backfill.
 * @throws Failure with exit code 2 that names the flag, its value and what is allowed.
 */
export function backfillRequest(values: Values): BackfillRequest {
  const from = dateOf(values, 'from');
  const to = dateOf(values, 'to');
  if (from > to) throw usage(`--from ${from} is after --to ${to}: it must not be`);
  const parallelism = values.integer('parallelism', 1, mostAtATime);
  return { from, to, parallelism, name: values.text('name') };
}

function dateOf(values: Values, flag: 'from' | 'to'): string {
  const text = values.text(flag);
  if (text === undefined) throw usage(`--${flag} is missing`);
  if (isDate(text)) return text;
  throw usage(`--${flag} ${text} is not a date: write YYYY-MM-DD`);
}

/** A date of the calendar: the parser takes the 30th of February for a day of March. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/**
 * checkOverlap refuses a backfill beside another one that has not ended, runs the same Pipeline and
 * shares a date: both would publish over each other.
 * @throws Failure with exit code 2.
 */
export function checkOverlap(
  backfill: PipelineSchedule,
  others: readonly StoredPipelineSchedule[],
): void {
  const other = others.find((one) => isUnderWay(one) && shareDates(backfill, one));
  const range = other?.spec.backfill;
  if (other === undefined || range === undefined) return;
  const { name } = other.metadata;
  throw usage(
    `backfill ${name} of Pipeline ${other.spec.pipelineRef.name} from ${range.from} to ${range.to} has not ended: ${backfillText(other.status?.backfill)}`,
    `wait for it: kubectl pipelines schedules ${name} --watch; or delete it: kubectl delete pipelineschedule ${name}`,
  );
}

/** One that is invalid never begins. */
function isUnderWay(schedule: StoredPipelineSchedule): boolean {
  const isInvalid = scheduleReasonOf(schedule) === scheduleReasons.invalidSchedule;
  return !isInvalid && !isBackfillComplete(schedule);
}

function shareDates({ spec: one }: PipelineSchedule, { spec: other }: PipelineSchedule): boolean {
  if (one.backfill === undefined || other.backfill === undefined) return false;
  if (one.pipelineRef.name !== other.pipelineRef.name) return false;
  return one.backfill.from <= other.backfill.to && other.backfill.from <= one.backfill.to;
}

/** backfillWarnings tells of what is allowed but seldom meant. */
export function backfillWarnings(
  { metadata, spec }: StoredPipelineSchedule,
  { to }: BackfillRequest,
  nowMs: number,
): readonly string[] {
  const { name } = metadata;
  const today = localTimeText(new Date(nowMs).toISOString(), spec.timeZone).slice(0, 10);
  const isSame = (spec.parameters ?? []).every(({ fromTick }) => fromTick === undefined);
  return [
    isSame ? `no parameter of ${name} is computed from the tick: every run does the same` : '',
    to >= today ? `--to ${to} is not over: ticks to come are run by ${name} too` : '',
  ].filter((warning) => warning !== '');
}
