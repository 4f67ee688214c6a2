import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { workloadsOf } from './pods.ts';
import { ofKind, render, valueSets, type KubeObject } from './render.ts';

const checksum = 'checksum/secrets';

function annotationsOf(objects: readonly KubeObject[], name: string): Record<string, string> {
  return { ...workloadsOf(objects).find((workload) => workload.name === name)?.annotations };
}

/** Digest of the Secrets of these names, as the same rendering made them. */
function digestOf(objects: readonly KubeObject[], names: readonly string[]): string {
  const secrets = ofKind(objects, 'Secret')
    .filter(({ metadata }) => names.includes(metadata.name))
    .map(({ metadata, data = {} }) => [metadata.name, data] as const);
  expect(secrets).toHaveLength(names.length);
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(secrets)))
    .digest('hex');
}

describe('pods that read Secrets only when they start', () => {
  it.each([
    ['mlflow', ['gho-platform-mlflow', 'gho-platform-s3']],
    ['s3', ['gho-platform-s3']],
    [
      'postgres',
      [
        'gho-platform-mlflow',
        'gho-platform-postgres',
        'gho-platform-warehouse-builder',
        'gho-platform-warehouse-loader',
        'gho-platform-warehouse-owner',
        'gho-platform-warehouse-reader',
      ],
    ],
  ])('%s is replaced when the chart changes one of %j', async (name, secrets) => {
    const objects = await render(valueSets.local ?? {});
    expect(annotationsOf(objects, name)).toEqual({ [checksum]: digestOf(objects, secrets) });
  });

  it('have nothing to follow where others make the Secrets', async () => {
    const objects = await render(valueSets.prod ?? {});
    expect(annotationsOf(objects, 'mlflow')).toEqual({});
  });

  it('carry annotations of your own beside', async () => {
    const set = { 'mlflow.podAnnotations': { 'example.com/restart': 'true' } };
    expect(annotationsOf(await render({ ...valueSets.prod, set }), 'mlflow')).toEqual({
      'example.com/restart': 'true',
    });
    expect(
      Object.keys(annotationsOf(await render({ ...valueSets.local, set }), 'mlflow')).sort(),
    ).toEqual([checksum, 'example.com/restart']);
  });
});
