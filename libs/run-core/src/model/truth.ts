import type { Attempt } from '../types.ts';
import { takenOver } from './setup.ts';
import type { Theatre } from './theatre.ts';
import type { World } from './world.ts';

/** Whether a stage really succeeded: one of its Jobs did, or that of the run that is resumed. */
export function isTrulyDone(stage: string, { world, setup }: Theatre): boolean {
  const position = world.stages.findIndex(({ name }) => name === stage);
  if (position < takenOver(setup)) return true;
  return [...world.everyJob.values()].some(
    (job) => job.stage === stage && job.outcome.kind === 'Succeeded',
  );
}

/** Whether the Job of an attempt really succeeded, and nobody took its finalizer off. */
export function hasSucceeded({ jobUID = '' }: Attempt, world: World): boolean {
  const job = world.everyJob.get(jobUID);
  return job?.outcome.kind === 'Succeeded' && !world.stripped.has(jobUID);
}
