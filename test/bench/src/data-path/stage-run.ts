import { join } from 'node:path';
import type { StageResult } from '@gho-platform/stage-kit';
import { runStageProcess } from '@gho-platform/testing/stage-process';
import { workspaceRoot } from '../cluster.ts';
import type { Environment } from './data-platform.ts';

/** StageRun is what one process of a stage took and did. */
export interface StageRun {
  /** From the start of the process to its end. */
  readonly wallMs: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
  readonly result: StageResult;
}

/** What Node.js takes for its heap under the memory limits of the chart: half of 512 MiB and of 1 GiB. */
const heapMiB = { ingest: 256, transform: 512 };

const usageMessage = 'Process usage';

/** Runs inside the stage's process and tells at its end what it took. */
const tellUsage = `process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { peakMiB: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
  process.stdout.write(JSON.stringify({ msg: '${usageMessage}', ...usage }) + '\\n');
});`;

/** runStage runs the bundle of a stage, as its image does. It throws when the stage fails. */
export async function runStage(
  stage: keyof typeof heapMiB,
  environment: Environment,
  nodeArguments: readonly string[] = [],
): Promise<StageRun> {
  const startedMs = performance.now();
  const { exitCode, result, lines } = await runStageProcess({
    entry: `apps/jobs/${stage}/dist/main.mjs`,
    execArguments: [
      '--enable-source-maps',
      `--max-old-space-size=${heapMiB[stage]}`,
      ...['--import', `data:text/javascript,${encodeURIComponent(tellUsage)}`],
      ...nodeArguments,
    ],
    environment: {
      NODE_ENV: 'production',
      // A container finds nothing compiled.
      NODE_DISABLE_COMPILE_CACHE: '1',
      QUALITY_CONTRACT_FOLDER: join(workspaceRoot, 'apps/jobs/transform/contracts'),
      ...environment,
    },
  });
  const wallMs = performance.now() - startedMs;
  if (exitCode !== 0) {
    throw new Error(`${stage} ended with exit code ${String(exitCode)}: ${result.message ?? ''}`);
  }
  const usage = lines.find(({ msg }) => msg === usageMessage);
  const [cpuSeconds, peakMiB] = [Number(usage?.cpuSeconds), Number(usage?.peakMiB)];
  return { wallMs, cpuSeconds, peakMiB, result };
}
