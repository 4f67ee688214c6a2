import { attempt, run } from '@gho-platform/tools';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scriptedStage } from './scripted-pipeline.ts';
import { applyPipeline, ended, kubectl, startRun, verdictOf } from './world.ts';

const pluginFolder = fileURLToPath(new URL('../../../apps/kubectl-pipelines/', import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gho-e2e-plugin-'));
  await run(process.execPath, ['bundle.mjs', folder], { cwd: pluginFolder });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function logs(name: string, ...flags: readonly string[]): ReturnType<typeof attempt> {
  const args = ['logs', name, '--namespace', kubectl.namespace, ...flags];
  const env = { KUBECONFIG: process.env.E2E_KUBECONFIG ?? '' };
  return attempt(process.execPath, [join(folder, 'kubectl-pipelines'), ...args], { env });
}

describe('kubectl pipelines logs', () => {
  it('shows the attempts and shards of a run in order, while it runs and afterwards', async () => {
    await applyPipeline('e2e-logs', {
      stages: [
        scriptedStage(
          'flaky',
          `const attempt = Number(process.env.PIPELINE_ATTEMPT);
           console.log(JSON.stringify({ level: 'info', msg: 'Tried', attempt, left: 3 - attempt }));
           setTimeout(() => process.exit(attempt < 2 ? 1 : 0), 1000)`,
          { retry: { limit: 1, backoffSeconds: 0 } },
        ),
        scriptedStage('fan', "console.log('shard ' + process.env.JOB_COMPLETION_INDEX)", {
          shards: 2,
          parallelism: 1,
        }),
      ],
    });
    await startRun('e2e-logs', { pipelineRef: { name: 'e2e-logs' } });

    const followed = logs('e2e-logs', '--follow', '--timeout', '2m');
    expect(verdictOf(await ended('e2e-logs')).status).toBe('True');

    const shown = [
      'flaky/1 | INFO  Tried left=2',
      'flaky/2 | INFO  Tried left=1',
      'fan/1/0 | shard 0',
      'fan/1/1 | shard 1',
      '',
    ].join('\n');
    expect(await followed).toEqual({ exitCode: 0, stdout: shown, output: shown });
    expect(await logs('e2e-logs')).toEqual({ exitCode: 0, stdout: shown, output: shown });
    expect((await logs('e2e-logs', '--stage', 'flaky', '--attempt', '2', '--raw')).stdout).toBe(
      'flaky/2 | {"level":"info","msg":"Tried","attempt":2,"left":1}\n',
    );
  });
});
