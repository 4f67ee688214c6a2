import { apiVersion } from '@gho-platform/api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ControlPlane } from '../servers/control-plane.ts';
import { startControlPlane } from '../servers/control-plane.ts';

const samplesFolder = fileURLToPath(new URL('../../../../crds/samples/', import.meta.url));

const stage = { name: 'ingest', image: 'example.org/ingest:1' };
const pipeline = (spec: object): object => ({
  apiVersion,
  kind: 'Pipeline',
  metadata: { name: 'p' },
  spec,
});
const run = (spec: object, name = 'r'): object => ({
  apiVersion,
  kind: 'PipelineRun',
  metadata: { name },
  spec,
});
const withStage = (fields: object): object => pipeline({ stages: [{ ...stage, ...fields }] });
const withParameter = (fields: object): object =>
  pipeline({ stages: [stage], parameters: [{ name: 'date', ...fields }] });

describe('what the API server says about objects', () => {
  let plane: ControlPlane;

  beforeAll(async () => {
    plane = await startControlPlane('op-valid');
    const kinds = ['pipelines', 'pipelineruns', 'pipelineschedules'];
    await plane.kubectl(['apply', ...kinds.flatMap((kind) => ['-f', `crds/${kind}.yaml`])]);
    await plane.kubectl(['wait', '--for=condition=Established', 'crd', '--all']);
  });

  afterAll(async () => {
    await plane.stop();
  });

  const apply = async (object: object, ...more: string[]): Promise<string> => {
    const outcome = await plane.tryKubectl(['apply', '-f', '-', ...more], JSON.stringify(object));
    return outcome.exitCode === 0 ? 'accepted' : outcome.output;
  };

  it('accepts every sample', async () => {
    const samples = (await readdir(samplesFolder)).filter((name) => name.endsWith('.yaml'));
    for (const sample of samples) {
      const file = `${samplesFolder}${sample}`;
      await plane.kubectl(['create', '--dry-run=server', '--validate=strict', '-f', file]);
    }
    expect(samples.length).toBeGreaterThan(0);
  });

  const refused: Record<string, [object, string]> = {
    'no stages': [pipeline({ stages: [] }), 'should have at least 1 items'],
    'two stages of one name': [pipeline({ stages: [stage, stage] }), 'Duplicate value'],
    'a substitution in an image': [
      withStage({ image: 'example.org/$(parameters.x)' }),
      'image must not contain a substitution',
    ],
    'a stage name that is no label': [withStage({ name: 'In_gest' }), 'should match'],
    'more parallelism than shards': [
      withStage({ shards: 2, parallelism: 3 }),
      'parallelism must not be above shards',
    ],
    'a stage behind one that runs finally': [
      pipeline({
        stages: [
          { ...stage, when: 'Finally' },
          { ...stage, name: 'after' },
        ],
      }),
      'stages that run Finally must come after all others',
    ],
    'nothing but stages that run finally': [
      withStage({ when: 'Finally' }),
      'at least one stage must not run Finally',
    ],
    'more memory next time without a limit to begin with': [
      withStage({ retry: { outOfMemory: { maximum: '8Gi' } } }),
      'retry.outOfMemory needs resources.limits.memory to begin with',
    ],
    'a maximum of memory that is no quantity': [
      withStage({
        resources: { limits: { memory: '1Gi' } },
        retry: { outOfMemory: { maximum: 'lots' } },
      }),
      'should match',
    ],
    'more jitter than the wait itself': [withStage({ retry: { jitterPercent: 101 } }), '100'],
    'a variable that the operator sets': [
      withStage({ env: [{ name: 'PIPELINE_STAGE', value: 'x' }] }),
      'are set by the operator',
    ],
    'a variable without a value': [
      withStage({ env: [{ name: 'DATE' }] }),
      'exactly one of value and valueFrom must be set',
    ],
    'a source with two references': [
      withStage({ envFrom: [{ secretRef: { name: 'a' }, configMapRef: { name: 'b' } }] }),
      'exactly one of secretRef and configMapRef must be set',
    ],
    'a pattern for an Integer': [
      withParameter({ type: 'Integer', pattern: '[0-9]+' }),
      'pattern is only allowed for a parameter of type String',
    ],
    'bounds for a String': [
      withParameter({ minimum: 1 }),
      'minimum and maximum are only allowed for a parameter of type Integer',
    ],
    'bounds the wrong way round': [
      withParameter({ type: 'Integer', minimum: 2, maximum: 1 }),
      'minimum must not be above maximum',
    ],
    'a default that is not allowed': [
      withParameter({ default: 'c', allowed: ['a', 'b'] }),
      'default must be one of allowed',
    ],
    'a run without a Pipeline': [run({}), 'spec.pipelineRef: Required value'],
    'a run with a name too long for labels': [
      run({ pipelineRef: { name: 'p' } }, 'r'.repeat(64)),
      'metadata.name must be at most 63 characters',
    ],
    'a way to cancel that does not exist': [
      run({ pipelineRef: { name: 'p' }, cancel: 'Now' }),
      'supported values: "Graceful"',
    ],
    'an image in a run': [
      run({ pipelineRef: { name: 'p' }, image: 'example.org/x' }),
      'unknown field "spec.image"',
    ],
    'a Pipeline of another namespace': [
      run({ pipelineRef: { name: 'p', namespace: 'other' } }),
      'unknown field "spec.pipelineRef.namespace"',
    ],
  };
  it.each(Object.keys(refused))('refuses %s', async (name) => {
    const [object, message] = refused[name] ?? [{}, ''];
    expect(await apply(object, '--dry-run=server', '--validate=strict')).toContain(message);
  });

  const before = {
    pipelineRef: { name: 'p' },
    parameters: [{ name: 'date', value: '2026-06-01' }],
  };
  const changes: Record<string, [object, string]> = {
    'another Pipeline': [
      { ...before, pipelineRef: { name: 'q' } },
      'pipelineRef cannot change after creation; create another PipelineRun',
    ],
    'another parameter': [
      { ...before, parameters: [{ name: 'date', value: '2026-06-02' }] },
      'parameters cannot change after creation; create another PipelineRun',
    ],
    'no parameters': [
      { pipelineRef: before.pipelineRef },
      'parameters cannot change after creation; create another PipelineRun',
    ],
    'a timeout': [
      { ...before, timeoutSeconds: 5 },
      'timeoutSeconds cannot change after creation; create another PipelineRun',
    ],
    'a pending timeout': [
      { ...before, pendingTimeoutSeconds: 5 },
      'pendingTimeoutSeconds cannot change after creation; create another PipelineRun',
    ],
    'a run to resume': [
      { ...before, resumeFrom: { name: 'earlier' } },
      'resumeFrom cannot change after creation; create another PipelineRun',
    ],
    suspend: [{ ...before, suspend: true }, 'accepted'],
    cancel: [{ ...before, cancel: 'Graceful' }, 'accepted'],
    'a cancel that is taken back': [before, 'cancel cannot be taken back'],
    'a harder cancel': [{ ...before, cancel: 'Immediate' }, 'accepted'],
    'a softer cancel': [{ ...before, cancel: 'Graceful' }, 'only be made Immediate'],
  };
  it('accepts or refuses changes of a run', async () => {
    expect(await apply(run(before))).toBe('accepted');
    for (const [name, [spec, message]] of Object.entries(changes)) {
      expect([name, await apply(run(spec))]).toEqual([name, expect.stringContaining(message)]);
    }
  });
});
