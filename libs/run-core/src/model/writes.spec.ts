import { describe, expect, it } from '@jest/globals';
import { runHistory } from './history.ts';
import type { Command } from './history.ts';

const oneStage: readonly Command[] = [
  { kind: 'Step', pick: 0, lag: { run: 0, jobs: 0 }, times: 12 },
  { kind: 'Succeed', pick: 0, heldUp: false },
];

describe('writes of a run', () => {
  it('are one for the start and two for each stage: its Job was seen, its outcome', () => {
    const { ended, statusWrites, jobs } = runHistory({
      finallyStages: 0,
      stages: 4,
      retryLimit: 0,
      timeoutSeconds: undefined,
      controllers: 1,
      commands: Array.from({ length: 4 }, () => oneStage).flat(),
    });
    expect({ ended, jobs, statusWrites }).toEqual({ ended: 'Succeeded', jobs: 4, statusWrites: 9 });
  });
});
