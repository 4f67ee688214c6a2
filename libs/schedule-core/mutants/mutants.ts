import type { Mutant } from '@gho-platform/run-core/testing';
import { runMutants } from './run-mutants.ts';

/** Mistakes about ticks and their verdicts. */
const tickMutants: readonly Mutant[] = [
  {
    name: 'the cursor does not move on',
    file: 'plan-schedule.ts',
    find: 'const lastTick = entries.at(-1)?.tick ?? schedule.status?.lastTick;',
    replace: 'const lastTick = schedule.status?.lastTick;',
  },
  {
    name: 'the cursor is forgotten when nothing is due',
    file: 'plan-schedule.ts',
    find: 'const lastTick = entries.at(-1)?.tick ?? schedule.status?.lastTick;',
    replace: 'const lastTick = entries.at(-1)?.tick;',
  },
  {
    name: 'ticks before the cursor are judged again',
    file: 'judge.ts',
    find: 'return certain.filter((tick) => msOf(tick) > cursorMs);',
    replace: 'return certain;',
  },
  {
    name: 'the tick at the cursor is judged again',
    file: 'judge.ts',
    find: 'msOf(tick) > cursorMs',
    replace: 'msOf(tick) >= cursorMs',
  },
  {
    name: 'ticks are judged although more are due than are known',
    file: 'judge.ts',
    find: 'const certain = more ? due.slice(0, Math.max(0, due.length - bounds.open)) : due;',
    replace: 'const certain = more ? due : due;',
  },
  {
    name: 'a suspended schedule judges as if it ran',
    file: 'judge.ts',
    find: "if (mode === 'Suspended') return { verdict: 'Suspended' };",
    replace: '',
  },
  {
    name: 'a schedule that stopped judges as if it ran',
    file: 'judge.ts',
    find: "if (mode === 'Stopped') {",
    replace: "if (mode === ('x' as string)) {",
  },
  {
    name: 'startingDeadlineSeconds never passes',
    file: 'judge.ts',
    find: 'return lateMs(tick, scene) > startingDeadlineSeconds * 1000;',
    replace: 'return lateMs(tick, scene) > startingDeadlineSeconds * 1e9;',
  },
  {
    name: 'the delay of a spread counts as lateness',
    file: 'judge.ts',
    find: 'nowMs - msOf(tick) - delayMs',
    replace: 'nowMs - msOf(tick) - 0 * delayMs',
  },
  {
    name: 'missed ticks are caught up although nobody asked',
    file: 'judge.ts',
    find: "if (missedRunPolicy === 'Skip' || ",
    replace: 'if (',
  },
  {
    name: 'all missed ticks are caught up where the latest is to be',
    file: 'judge.ts',
    find: "missedRunPolicy === 'Latest' || concurrencyPolicy",
    replace: 'concurrencyPolicy',
  },
  {
    name: 'all missed ticks are caught up where each replaces the one before',
    file: 'judge.ts',
    find: " || concurrencyPolicy === 'Replace';",
    replace: ';',
  },
  {
    name: 'catching up has no maximum',
    file: 'judge.ts',
    find: 'new Set(late.slice(-maxCatchUp))',
    replace: 'new Set(late)',
  },
  {
    name: 'the oldest missed ticks are caught up',
    file: 'judge.ts',
    find: 'late.slice(-maxCatchUp)',
    replace: 'late.slice(0, maxCatchUp)',
  },
  {
    name: 'Forbid starts beside what is active',
    file: 'judge.ts',
    find: "if (spec.concurrencyPolicy === 'Allow') return { verdict: 'Ran' };",
    replace: "if (spec.concurrencyPolicy !== 'Replace') return { verdict: 'Ran' };",
  },
  {
    name: 'Replace waits its turn like Forbid',
    file: 'judge.ts',
    find: "if (spec.concurrencyPolicy === 'Replace') return { verdict: 'Replaced' };",
    replace: '',
  },
  {
    name: 'a tick during the catching up is skipped',
    file: 'judge.ts',
    find: "if (spec.missedRunPolicy === 'All' && queued > 0",
    replace: 'if (queued > 99',
  },
  {
    name: 'any number of ticks joins the catching up',
    file: 'judge.ts',
    find: ' && queued < spec.maxCatchUp',
    replace: '',
  },
  {
    name: 'any number of runs may be open on time',
    file: 'judge.ts',
    find: "if (open.length >= bounds.open) return tooMany('SkippedForbid');",
    replace: '',
  },
  {
    name: 'any number of runs may be open while catching up',
    file: 'judge.ts',
    find: "open >= bounds.open ? tooMany('Missed') : { verdict: 'CaughtUp' }",
    replace: "open >= 99 ? tooMany('Missed') : { verdict: 'CaughtUp' }",
  },
  {
    name: 'a backfill knows no parallelism',
    file: 'judge.ts',
    find: 'judged.ledger.filter(isOpen).length >= parallelism',
    replace: 'judged.ledger.filter(isOpen).length >= parallelism + 1',
  },
  {
    name: 'a suspended backfill goes on',
    file: 'judge.ts',
    find: "return isFull || mode !== 'Running' ? judged",
    replace: 'return isFull ? judged',
  },
  {
    name: 'what is overtaken before its start is started still',
    file: 'judge.ts',
    find: "verdict === 'Replaced' ? ledger.map((one) => overtaken(one, tick)) : ledger",
    replace: 'ledger',
  },
  {
    name: 'new lines count from the past on',
    file: 'cursor.ts',
    find: 'return tickOf(msOf(now));',
    replace: 'return metadata.creationTimestamp;',
  },
  {
    name: 'lines count from now on, again and again',
    file: 'cursor.ts',
    find: 'if (status.observedLines === linesHashOf(spec) && status.countsFrom !== undefined) {',
    replace: "if (status.observedLines === 'x' && status.countsFrom !== undefined) {",
  },
  {
    name: 'the cursor goes back with the lines',
    file: 'cursor.ts',
    find: 'msOf(lastTick) > msOf(from) ? lastTick : from',
    replace: 'msOf(lastTick) > msOf(from) ? from : from',
  },
  {
    name: 'what the next ticks are includes those that are judged',
    file: 'plan-schedule.ts',
    find: '.filter((tick) => msOf(tick) > lastMs)',
    replace: '.filter((tick) => msOf(tick) > 0 * lastMs)',
  },
  {
    name: 'nobody wakes up for the next tick',
    file: 'plan-schedule.ts',
    find: 'return future.length === 0 ? undefined : Math.min(...future, maxWaitMs);',
    replace: 'return future.length === 0 ? undefined : maxWaitMs;',
  },
  {
    name: 'what was too much for one decision waits for the next tick',
    file: 'plan-schedule.ts',
    find: 'if (facts.ticks.more && entries.length > 0) return 0;',
    replace: '',
  },
];

export const mutants: readonly Mutant[] = [...tickMutants, ...runMutants];
