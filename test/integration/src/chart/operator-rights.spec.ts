import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@gho-platform/testing/servers';
import { expectDone, installChart, startChartCluster, type ChartCluster } from './chart-cluster.ts';
import { programs } from '../programs.ts';

const stages = ['ingest', 'transform', 'dbt', 'train'];

let cluster: ChartCluster;
let folder: string;
let operator: ChildProcess;
let metricsPort: number;

beforeAll(async () => {
  cluster = await startChartCluster('chart-op');
  await installChart(cluster);
  folder = await mkdtemp(join(tmpdir(), 'gho-operator-rights-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, await operatorKubeconfig());
  metricsPort = await freePort();
  const log = await open(logFile(), 'w');
  operator = spawn(process.execPath, [programs.operator], {
    env: {
      PATH: process.env.PATH,
      KUBECONFIG: kubeconfig,
      POD_NAME: 'operator-0',
      POD_NAMESPACE: 'gho-platform',
      WATCH_NAMESPACE: 'gho-platform',
      METRICS_PORT: String(metricsPort),
      HEALTH_PORT: String(await freePort()),
    },
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
}, 600_000);

afterAll(async () => {
  operator.kill('SIGTERM');
  await once(operator, 'exit');
  await cluster.stop();
  await rm(folder, { recursive: true });
});

/** The credentials of the pod: the token of its account, and nothing of the administrator. */
async function operatorKubeconfig(): Promise<string> {
  const view = await cluster.kubectl(['config', 'view', '--raw', '-o', 'json']);
  const admin = JSON.parse(expectDone(view)) as { users: unknown[]; contexts: [{ name: string }] };
  const token = await cluster.kubectl([
    'create',
    'token',
    'gho-platform-operator',
    '--namespace',
    'gho-platform',
  ]);
  const [user] = admin.users as [{ name: string }];
  const users = [{ name: user.name, user: { token: expectDone(token).trim() } }];
  return JSON.stringify({ ...admin, users });
}

async function kubectl(args: readonly string[], input?: unknown): Promise<string> {
  return expectDone(await cluster.kubectl([...args, '--namespace', 'gho-platform'], input));
}

function logFile(): string {
  return join(folder, 'operator.log');
}

/** Asks until the answer pleases; without a node, everything here takes well below a second. */
async function until(what: string, ask: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt += 1) {
    if (await ask()) return;
    await delay(250);
  }
  const log = await readFile(logFile(), 'utf8');
  throw new Error(`waited a minute in vain until ${what}; the operator's log:\n${log}`);
}

/** Plays the kubelet: the container of each pod of the stage ended with exit code 0. */
async function endPods(stage: string, shards: number): Promise<void> {
  const names = async (): Promise<string[]> => {
    const label = `pipelines.gho-platform.dev/run=rights,pipelines.gho-platform.dev/stage=${stage}`;
    return (await kubectl(['get', 'pods', '-l', label, '-o', 'name'])).split('\n').filter(Boolean);
  };
  await until(`stage ${stage} has ${shards} pods`, async () => (await names()).length === shards);
  const message = JSON.stringify({ outputs: { ingestionDate: '2026-06-01' } });
  const time = new Date().toISOString();
  const terminated = { exitCode: 0, message, startedAt: time, finishedAt: time };
  const container = { name: 'stage', image: 'a', imageID: 'a', ready: false, restartCount: 0 };
  const containerStatuses = [{ ...container, state: { terminated } }];
  const patch = JSON.stringify({ status: { phase: 'Succeeded', containerStatuses } });
  for (const name of await names()) {
    await kubectl(['patch', name, '--subresource=status', '--type=merge', '--patch', patch]);
  }
}

function run(name: string): unknown {
  return {
    apiVersion: 'pipelines.gho-platform.dev/v1alpha1',
    kind: 'PipelineRun',
    metadata: { name },
    spec: { pipelineRef: { name: 'gho' } },
  };
}

function reasonOf(name: string): Promise<string> {
  const path = 'jsonpath={.status.conditions[?(@.type=="Succeeded")].reason}';
  return kubectl(['get', 'pipelinerun', name, '-o', path]);
}

describe('the operator with the rights of the chart and under its admission policy', () => {
  it('brings a run of the Pipeline gho to its end', async () => {
    await kubectl(['create', '-f', '-'], run('rights'));
    for (const stage of stages) await endPods(stage, stage === 'ingest' ? 2 : 1);
    await until('the run has succeeded', async () => (await reasonOf('rights')) === 'Succeeded');
  });

  it('cancels a run', async () => {
    await kubectl(['create', '-f', '-'], run('stopped'));
    await until('a stage runs', async () => (await reasonOf('stopped')) === 'Running');
    const patch = '{"spec":{"cancel":"Graceful"}}';
    await kubectl(['patch', 'pipelinerun', 'stopped', '--type=merge', '--patch', patch]);
    await until('the run is cancelled', async () => (await reasonOf('stopped')) === 'Cancelled');
  });

  it('runs a schedule, and deletes the run that is beyond its history', async () => {
    const schedule = {
      apiVersion: 'pipelines.gho-platform.dev/v1alpha1',
      kind: 'PipelineSchedule',
      metadata: { name: 'once' },
      spec: {
        pipelineRef: { name: 'gho' },
        cron: ['0 0 * * *'],
        timeZone: 'UTC',
        failedRunsHistoryLimit: 0,
        backfill: { from: '2026-06-01', to: '2026-06-01' },
      },
    };
    await kubectl(['create', '-f', '-'], schedule);
    const run = 'once-29671200';
    const found = (): Promise<string> =>
      kubectl(['get', 'pipelinerun', run, '--ignore-not-found', '-o', 'name']);
    await until('its run exists', async () => (await found()) !== '');
    const patch = '{"spec":{"cancel":"Graceful"}}';
    await kubectl(['patch', 'pipelinerun', run, '--type=merge', '--patch', patch]);
    await until('its run is deleted', async () => (await found()) === '');
    const path = 'jsonpath={.status.conditions[?(@.type=="Ready")].reason}';
    const reason = await kubectl(['get', 'pipelineschedule', 'once', '-o', path]);
    expect(reason).toBe('BackfillComplete');
  });

  // The garbage collector asks for new kinds, such as PipelineRun here, every 30 s only.
  it('lets deleted runs and their Jobs go', async () => {
    await kubectl(['delete', 'pipelinerun', 'rights', 'stopped']);
    const jobs = (): Promise<string> =>
      kubectl([
        'get',
        'jobs,pods',
        '-l',
        'app.kubernetes.io/managed-by=gho-platform',
        '-o',
        'name',
      ]);
    await until('all Jobs are gone', async () => (await jobs()) === '');
  });

  it('told what happened in events', async () => {
    const events = await kubectl([
      'get',
      'events.events.k8s.io',
      '-o',
      'jsonpath={.items[*].reason}',
    ]);
    expect(events).toContain('RunSucceeded');
  });

  it('was never refused anything', async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    expect(metrics).toMatch(/rest_client_requests_total\{code="201",method="POST"/);
    expect(metrics).not.toMatch(/rest_client_requests_total\{code="(401|403|422)"/);
  });
});
