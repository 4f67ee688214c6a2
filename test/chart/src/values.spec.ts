import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { workloadsOf } from './pods.ts';
import { workspaceRoot } from './programs.ts';
import { chart, ofKind, render, valueSets } from './render.ts';

const authority = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('values that cannot work are refused', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a misspelt value', { 'operator.replica': 2 }, /replica/],
    ['a password in the values', { 'warehouse.password': 'x' }, /password/],
    ['three operators', { 'operator.replicas': 3 }, /replicas/],
    ['a tag as a digest', { 'images.digests': { operator: 'latest' } }, /digests/],
    ['a digest of an unknown image', { 'images.digests': { operater: 'sha256:1' } }, /operater/],
    ['a container without a memory limit', { 'operator.resources.limits.memory': null }, /limits/],
    ['a port that nodes do not offer', { 'mlflow.nodePort': 80 }, /nodePort/],
    ['a date that is none', { 'pipeline.ingestionDate': '1 June' }, /ingestionDate/],
    ['an unknown policy', { 'pipeline.dbt.freshnessPolicy': 'Strict' }, /freshnessPolicy/],
    ['a part of a build', { 'pipeline.dbt.keepFailedBuilds': 1.5 }, /keepFailedBuilds/],
    [
      'partitions of a Pipeline that each upgrade replaces',
      { 'pipeline.partitioned': true },
      /pipeline.installAs: Resource/,
    ],
    [
      'a history of a Pipeline that each upgrade replaces',
      { 'pipeline.history': { failedRunsLimit: 1 } },
      /pipeline.installAs: Resource/,
    ],
    ['a field that no history has', { 'pipeline.history': { runsLimit: 1 } }, /runsLimit/],
    ['a limit below nothing', { 'pipeline.concurrencyLimit': -1 }, /concurrencyLimit/],
    ['a cron line of seconds', { 'schedule.cron': ['0 0 2 * * *'] }, /cron/],
    ['an offset as a time zone', { 'schedule.timeZone': '+02:00' }, /timeZone/],
    ['a base URL without a closing slash', { 'stages.ghoApiBaseUrl': 'http://a' }, /ghoApiBaseUrl/],
    ['a network without a mask', { 'networkPolicy.s3Cidrs': ['10.0.0.1'] }, /s3Cidrs/],
    [
      'a destination that does not exist',
      { 'networkPolicy.additionalStages': { report: ['internet'] } },
      /additionalStages/,
    ],
    [
      'a stage that no Pipeline can name',
      { 'networkPolicy.additionalStages': { Report: ['s3'] } },
      /'Report' does not match pattern/,
    ],
    [
      'an image prefix that ends within a name',
      { 'operatorPolicy.imagePrefixes': ['registry.example.org/data'] },
      /imagePrefixes/,
    ],
    ['an unknown source of Secrets', { 'secrets.source': 'Plain' }, /source/],
    ['External without a store', { 'secrets.source': 'External' }, /secrets.external.storeName/],
    [
      'a check of certificates without an authority',
      { 'warehouse.sslMode': 'verify-full' },
      /warehouse.rootCertificate/,
    ],
    [
      'a file name as the authority',
      { 'warehouse.rootCertificate': '/etc/root.crt' },
      /rootCertificate/,
    ],
    [
      'an authority with its key',
      { 'warehouse.rootCertificate': `${authority}-----BEGIN PRIVATE KEY-----\n` },
      /rootCertificate/,
    ],
    [
      'authorities that no environment variable can hold',
      { 'warehouse.rootCertificate': authority.padEnd(100_001) },
      /rootCertificate/,
    ],
    ['no MLflow server at all', { 'mlflow.enabled': false }, /mlflow.trackingUri/],
    ['no PostgreSQL at all', { 'warehouse.host': '' }, /warehouse.host/],
  ])('%s', async (_, set, message) => {
    await expect(render({ ...valueSets.minimal, set })).rejects.toThrow(message);
  });
});

describe('the authority behind the certificate of the warehouse', () => {
  const name = 'PGSSLROOTCERT_PEM';

  async function givenTo(set: Record<string, unknown>): Promise<(string | undefined)[]> {
    const objects = await render({ ...valueSets.minimal, set });
    const [stages] = ofKind(objects, 'ConfigMap');
    const mlflow = workloadsOf(objects).find((workload) => workload.name === 'mlflow');
    const variables = mlflow?.pod.containers[0]?.env ?? [];
    return [stages?.data?.[name], variables.find((variable) => variable.name === name)?.value];
  }

  it.each(['verify-ca', 'verify-full'])('reaches the stages and MLflow with %s', async (mode) => {
    const set = { 'warehouse.sslMode': mode, 'warehouse.rootCertificate': authority };
    expect(await givenTo(set)).toEqual([authority, authority]);
  });

  it('reaches nobody where it is not checked', async () => {
    const none = [undefined, undefined];
    expect(await givenTo({ 'warehouse.rootCertificate': authority })).toEqual(none);
    const local = { 'local.enabled': true, 'warehouse.sslMode': 'verify-full' };
    expect(await givenTo(local)).toEqual(none);
  });

  it.each(['staging', 'prod'])('is checked, and the name with it, in %s', async (environment) => {
    const [stages] = ofKind(await render(valueSets[environment] ?? {}), 'ConfigMap');
    expect(stages?.data).toMatchObject({
      PGSSLMODE: 'verify-full',
      [name]: expect.stringContaining('BEGIN CERTIFICATE'),
    });
  });
});

describe('the server-side encryption', () => {
  it.each<[string, Record<string, unknown>, unknown[]]>([
    ['nothing, so that the bucket decides', {}, [undefined, undefined]],
    ['a type', { 's3.serverSideEncryption': 'AES256' }, ['AES256', undefined]],
    [
      'a type and a key',
      { 's3.serverSideEncryption': 'aws:kms', 's3.kmsKeyId': 'alias/gho' },
      ['aws:kms', 'alias/gho'],
    ],
  ])('tells the stages %s', async (_sentence, set, want) => {
    const [stages] = ofKind(await render({ ...valueSets.minimal, set }), 'ConfigMap');
    const { S3_SERVER_SIDE_ENCRYPTION: type, S3_SSE_KMS_KEY_ID: key } = stages?.data ?? {};
    expect([type, key]).toEqual(want);
  });
});

describe('values.yaml', () => {
  it('explains every value in a comment above it', async () => {
    const lines = (await readFile(join(workspaceRoot, chart, 'values.yaml'), 'utf8')).split('\n');
    const silent = lines.filter(
      (line, index) => /^ {2}\w+: ./.test(line) && !/^ {2}# /.test(lines[index - 1] ?? ''),
    );
    expect(silent).toEqual([]);
  });

  it('has a schema for each top-level value, and the schema nothing else', async () => {
    const values = parse(
      await readFile(join(workspaceRoot, chart, 'values.yaml'), 'utf8'),
    ) as object;
    const schema = JSON.parse(
      await readFile(join(workspaceRoot, chart, 'values.schema.json'), 'utf8'),
    ) as { properties: object };
    // Helm itself adds `global`.
    const described = Object.keys(schema.properties).filter((name) => name !== 'global');
    expect(described.sort()).toEqual(Object.keys(values).sort());
  });
});
