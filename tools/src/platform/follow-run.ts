import { setTimeout as sleep } from 'node:timers/promises';
import type { PipelineRun } from '@gho-platform/api';
import { changedLines, isDone } from '@gho-platform/run-text';
import type { Kubectl } from './kubectl.ts';

const pollMs = 500;

/** For how long the API server may be silent before that ends a demo. */
const silenceMs = 30_000;

/**
 * followRun prints each change of a run's stages until the run has ended, and resolves with its last
 * state. It polls, since a lost watch must not end a demo, and neither must one poll that fails.
 * @throws Error when the run has not ended within `limitSeconds`.
 */
export async function followRun(
  kubectl: Kubectl,
  name: string,
  limitSeconds: number,
): Promise<PipelineRun> {
  const deadline = performance.now() + limitSeconds * 1000;
  const shown = new Map<string, string>();
  const started = performance.now();
  for (;;) {
    const run = await lookAt(kubectl, name);
    for (const line of changedLines(run, shown)) {
      const elapsed = ((performance.now() - started) / 1000).toFixed(0).padStart(4);
      process.stderr.write(`${elapsed} s  ${line}\n`);
    }
    if (isDone(run)) return run;
    if (performance.now() > deadline) {
      throw new Error(
        `pipelinerun ${name} has not ended within ${limitSeconds} s; look at it with: kubectl describe plr ${name}`,
      );
    }
    await sleep(pollMs);
  }
}

async function lookAt(kubectl: Kubectl, name: string): Promise<PipelineRun> {
  const deadline = performance.now() + silenceMs;
  for (;;) {
    try {
      return await kubectl.json<PipelineRun>('get', 'pipelinerun', name);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(pollMs);
    }
  }
}
