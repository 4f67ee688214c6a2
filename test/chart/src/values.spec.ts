import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { workspaceRoot } from './programs.ts';
import { chart, render, valueSets } from './render.ts';

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
    ['no MLflow server at all', { 'mlflow.enabled': false }, /mlflow.trackingUri/],
    ['no PostgreSQL at all', { 'warehouse.host': '' }, /warehouse.host/],
  ])('%s', async (_, set, message) => {
    await expect(render({ ...valueSets.minimal, set })).rejects.toThrow(message);
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
