import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectDone, installChart, startChartCluster, type ChartCluster } from './chart-cluster.ts';
import { stageJob } from './stage-job.ts';

/** Helm takes seconds on a busy machine. */
const timeoutMs = 60_000;

let cluster: ChartCluster;

beforeAll(async () => {
  cluster = await startChartCluster('chart-in');
  await installChart(cluster);
}, 600_000);

afterAll(async () => {
  await cluster.stop();
});

async function get(...args: string[]): Promise<string> {
  return expectDone(await cluster.kubectl(['get', '--namespace', 'gho-platform', ...args]));
}

function passwords(): Promise<string> {
  return get(
    'secrets',
    '-l',
    'app.kubernetes.io/part-of=gho-platform',
    '-o',
    'jsonpath={.items[*].data}',
  );
}

/** Pods of MLflow are replaced when this changes. */
async function secretsOfMlflow(): Promise<string> {
  const path = 'jsonpath={.spec.template.metadata.annotations.checksum/secrets}';
  const checksum = await get('deployment', 'mlflow', '-o', path);
  expect(checksum).toMatch(/^[0-9a-f]{64}$/);
  return checksum;
}

/** The controllers need a moment to make pods of a Deployment. */
async function podNames(count: number): Promise<string[]> {
  let names: string[] = [];
  for (let attempt = 0; attempt < 60 && names.length < count; attempt += 1) {
    const labels = await get(
      'pods',
      '-o',
      'jsonpath={.items[*].metadata.labels.app\\.kubernetes\\.io/name}',
    );
    names = labels.split(' ').filter((name) => name !== '');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return names.sort();
}

describe('the chart on a real API server', () => {
  it(
    'makes pods that a restricted namespace admits',
    async () => {
      expect(await podNames(5)).toEqual(['gho-replay', 'mlflow', 'operator', 'postgres', 's3']);
    },
    timeoutMs,
  );

  it(
    'installs the Pipeline together with its kind, and brings it up to date at each upgrade',
    async () => {
      const stages = ['-o', 'jsonpath={.spec.stages[*].name}'];
      expect(await get('pipeline', 'gho', ...stages)).toBe('ingest transform dbt train');
      for (const shards of ['3', '5']) {
        await installChart(cluster, '--set', `pipeline.ingest.shards=${shards}`);
        expect(await get('pipeline', 'gho', '-o', 'jsonpath={.spec.stages[0].shards}')).toBe(
          shards,
        );
      }
    },
    timeoutMs,
  );

  it(
    'keeps every password over an upgrade, and the pods that read them',
    async () => {
      const before = await passwords();
      const pods = await secretsOfMlflow();
      await installChart(cluster, '--set', 'operator.logLevel=debug');
      expect(await passwords()).toBe(before);
      expect(await secretsOfMlflow()).toBe(pods);
      expect(before).toContain('PGPASSWORD');
    },
    timeoutMs,
  );

  it(
    'makes a password again that somebody took out of its Secret, and replaces who reads it',
    async () => {
      const secret = 'gho-platform-mlflow';
      const before = await get('secret', 'gho-platform-postgres', '-o', 'jsonpath={.data}');
      const pods = await secretsOfMlflow();
      const patch = '{"data":{"PGPASSWORD":null}}';
      const [type, body] = ['--type=merge', `--patch=${patch}`];
      expectDone(
        await cluster.kubectl(['patch', 'secret', secret, '-n', 'gho-platform', type, body]),
      );
      await installChart(cluster);
      expect(await get('secret', secret, '-o', 'jsonpath={.data.PGPASSWORD}')).toMatch(/^.{44}$/);
      expect(await get('secret', 'gho-platform-postgres', '-o', 'jsonpath={.data}')).toBe(before);
      expect(await secretsOfMlflow()).not.toBe(pods);
    },
    timeoutMs,
  );

  it(
    'the pods of a stage are admitted by a restricted namespace',
    async () => {
      const { spec, metadata } = stageJob().spec.template;
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...metadata, name: 'stage', namespace: 'gho-platform' },
        spec,
      };
      expectDone(await cluster.kubectl(['create', '--dry-run=server', '-f', '-'], pod));
    },
    timeoutMs,
  );

  it.each(['dev', 'staging', 'prod'])(
    'the values %s are accepted by the API server',
    async (name) => {
      const template = [
        'template',
        'gho-platform',
        'helm/gho-platform',
        '--namespace',
        'gho-platform',
      ];
      // Kinds of other operators, which this cluster does not have, are left out.
      const foreign = ['serviceMonitor', 'prometheusRule'].map(
        (one) => `metrics.${one}.enabled=false`,
      );
      const set = ['crds.enabled=false', 'secrets.source=Existing', ...foreign].join(',');
      const values = ['--values', `environments/${name}.yaml`, '--set', set];
      const rendered = await cluster.helm([...template, ...values]);
      const apply = ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '-f', '-'];
      const applied = expectDone(await cluster.kubectl(apply, rendered));
      expect(applied).toContain('pipeline.pipelines.gho-platform.dev/gho serverside-applied');
    },
    timeoutMs,
  );

  it(
    'leaves the API and the runs in place when it is uninstalled',
    async () => {
      const run = {
        apiVersion: 'pipelines.gho-platform.dev/v1alpha1',
        kind: 'PipelineRun',
        metadata: { name: 'kept', namespace: 'gho-platform' },
        spec: { pipelineRef: { name: 'gho' } },
      };
      expectDone(await cluster.kubectl(['create', '-f', '-'], run));
      await cluster.helm(['uninstall', 'gho-platform', '-n', 'gho-platform', '--wait']);
      expect(await get('pipelineruns', '-o', 'name')).toContain('kept');
      expect(await get('secrets,configmaps,deployments,statefulsets', '-o', 'name')).not.toContain(
        'gho-platform-s',
      );
      await installChart(cluster);
      expect(await get('pipelineruns', '-o', 'name')).toContain('kept');
    },
    timeoutMs,
  );
});
