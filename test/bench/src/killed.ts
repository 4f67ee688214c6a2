import type { OperatorProcess } from './operator-process.ts';
import { seconds, tell } from './progress.ts';
import type { RoundOptions } from './round.ts';
import { playRound } from './round.ts';
import { tableOf } from './table.ts';
import { stageNames } from './workload.ts';

/** Killed is a burst in the middle of which the operator was killed. */
export interface Killed {
  /** Jobs that had been made when it was killed. */
  readonly madeBefore: number;
  /** From the kill to the first Job of the next process, in milliseconds. */
  readonly nextJobMs: number;
  readonly tookMs: number;
  readonly made: number;
  readonly expected: number;
  readonly doubled: number;
}

/** No process makes a Job this soon after its start: what is seen earlier was under way before. */
const startsWithinMs = 100;

/** playKilled kills the operator with SIGKILL once half of the Jobs are made, and starts it again at once. */
export async function playKilled(
  options: Omit<RoundOptions, 'meanwhile'>,
  operator: OperatorProcess,
): Promise<Killed> {
  const expected = options.count * stageNames.length;
  let killedMs = 0;
  let restartedMs = 0;
  let madeBefore = 0;
  const { timeline, tookMs } = await playRound({
    ...options,
    meanwhile: async (seen) => {
      while (seen.created < expected / 2) await new Promise((resolve) => setTimeout(resolve, 5));
      madeBefore = seen.created;
      killedMs = performance.now();
      await operator.killAndRestart();
      restartedMs = performance.now();
    },
  });
  const next = timeline.createdAfter(restartedMs + startsWithinMs);
  if (next === undefined) throw new Error('no Job was left to be made after the kill');
  const nextJobMs = next - killedMs;
  tell(`${options.label}: next Job after ${seconds(nextJobMs)} s`);
  const { created: made, doubled } = timeline;
  return { madeBefore, nextJobMs, tookMs, made, expected, doubled };
}

/** killedTable shows one kill in each row. */
export function killedTable(killed: readonly Killed[]): string {
  const rows = killed.map((one, i) => ({
    'operator killed in mid-burst': `kill ${i + 1}`,
    'Jobs made before': String(one.madeBefore),
    'next Job after, seconds': seconds(one.nextJobMs),
    'all ended after, seconds': seconds(one.tookMs),
    'Jobs made / expected': `${one.made} / ${one.expected}`,
    'stages that ran twice': String(one.doubled),
  }));
  return `\n${tableOf(rows)}\n`;
}
