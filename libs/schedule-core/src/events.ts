import type { Ready } from './conditions.ts';
import type { ScheduleEvent } from './plan-types.ts';
import type { Entry, ScheduleStatus, Verdict } from './types.ts';

/** What is told of new verdicts; a run that was created speaks for itself in its own events. */
const told: Readonly<Record<Verdict, [ScheduleEvent['type'], string]>> = {
  Ran: ['Normal', 'TickRan'],
  CaughtUp: ['Normal', 'TickCaughtUp'],
  Replaced: ['Normal', 'RunReplaced'],
  SkippedForbid: ['Warning', 'TickSkipped'],
  Missed: ['Warning', 'TickMissed'],
  Suspended: ['Normal', 'TickSuspended'],
};

/** eventsFor tells of new verdicts, one event for each kind, and of a summary that changed. */
export function eventsFor(
  before: ScheduleStatus,
  entries: readonly Entry[],
  ready: Ready,
): readonly ScheduleEvent[] {
  const verdicts = [...new Set(entries.map(({ verdict }) => verdict))];
  return [
    ...verdicts.map((verdict) =>
      verdictEvent(
        verdict,
        entries.filter((entry) => entry.verdict === verdict),
      ),
    ),
    ...readyEvents(before, ready),
  ];
}

function verdictEvent(verdict: Verdict, entries: readonly Entry[]): ScheduleEvent {
  const [type, reason] = told[verdict];
  const [first, ...others] = entries;
  const last = others.at(-1);
  if (first === undefined) return { type, reason, message: '' };
  const message =
    last === undefined
      ? `Tick ${first.tick} ${verdict}${details(first)}`
      : `${entries.length} ticks from ${first.tick} to ${last.tick} ${verdict}`;
  return { type, reason, message };
}

function details({ run, message }: Entry): string {
  const named = run === undefined ? '' : `, run ${run}`;
  return message === undefined ? named : `${named}: ${message}`;
}

function readyEvents({ conditions }: ScheduleStatus, ready: Ready): readonly ScheduleEvent[] {
  const previous = conditions?.find(({ type }) => type === 'Ready');
  if (previous?.reason === ready.reason) return [];
  const type = ready.status === 'True' ? 'Normal' : 'Warning';
  return [{ type, reason: ready.reason, message: ready.message }];
}
