import type { StageStatus } from './types.ts';

/** progressOf is succeeded stages of all stages, such as `2/4`. */
export function progressOf(stages: readonly StageStatus[]): string {
  const done = stages.filter(({ state }) => state === 'Succeeded').length;
  return `${done}/${stages.length}`;
}

/** currentStageOf is the stage that runs, waits, or halted the run; the last one after success. */
export function currentStageOf(stages: readonly StageStatus[]): string | undefined {
  const current = stages.find(({ state }) => state !== 'Succeeded') ?? stages.at(-1);
  return current?.name;
}
