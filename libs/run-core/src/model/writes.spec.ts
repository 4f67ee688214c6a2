import { describe, expect, it } from '@jest/globals';
import type { Command } from './commands.ts';
import { runHistory } from './history.ts';

const oneStage: readonly Command[] = [
  { kind: 'Step', pick: 0, lag: { run: 0, jobs: 0 }, times: 12 },
  { kind: 'Succeed', pick: 0, heldUp: false },
];

describe('writes of a run', () => {
  it('are one for the start and one for the outcome of each stage', () => {
    const { status, writes, everyJob } = runHistory({
      setup: {
        stages: 4,
        finallyStages: 0,
        retryLimit: 0,
        interruptionLimit: 0,
        jitterPercent: 0,
        shards: 1,
        growsMemory: false,
        approvals: [],
        expiresAfterSeconds: undefined,
        timeoutSeconds: undefined,
        pendingTimeoutSeconds: undefined,
        pipelineExists: true,
        isBounded: false,
        resume: undefined,
      },
      controllers: 1,
      commands: Array.from({ length: 4 }, () => oneStage).flat(),
    });
    expect(status.conditions?.[0]?.reason).toBe('Succeeded');
    expect(everyJob.size).toBe(4);
    expect(writes.filter(({ kind }) => kind === 'Status')).toHaveLength(5);
  });
});
