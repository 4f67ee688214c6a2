import { isFinally } from './finally.ts';
import type { StageStatus } from './types.ts';

/** progressOf is succeeded stages of all that do not run Finally, such as `2/4`. */
export function progressOf(stages: readonly StageStatus[]): string {
  const counted = stages.filter((stage) => !isFinally(stage));
  const done = counted.filter(({ state }) => state === 'Succeeded').length;
  return `${done}/${counted.length}`;
}

/** currentStageOf is the stage that runs, waits, or halted the run; the last one after success. */
export function currentStageOf(stages: readonly StageStatus[]): string | undefined {
  const current =
    stages.find(({ state }) => isActive(state)) ??
    stages.find(({ state }) => state !== 'Succeeded') ??
    stages.at(-1);
  return current?.name;
}

function isActive(state: StageStatus['state']): boolean {
  return state === 'Running' || state === 'Retrying' || state === 'Stopping';
}
