import { describe, expect, it } from '@jest/globals';
import { makeRun, makeStage } from '@gho-platform/run-core/testing';
import { jobFor } from './job-for.ts';
import { jobOwnership, podsOf } from './job-ownership.ts';

const action = {
  verb: 'createJob',
  name: 'gho-1-ingest-2',
  stage: 'ingest',
  attempt: 2,
  env: [{ name: 'DATE', value: '$(PGPASSWORD) $5' }],
  args: ['--date', '$(PGPASSWORD)'],
} as const;

const stage = {
  ...makeStage('ingest'),
  shards: 3,
  parallelism: 8,
  timeoutSeconds: 600,
  serviceAccountName: 'gho-ingest',
  command: ['node', '$(PGPASSWORD)'],
  env: [
    { name: 'DATE', value: '$(parameters.date)' },
    { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
  ],
  envFrom: [{ configMapRef: { name: 'gho-platform-stages' } }],
  resources: { requests: { cpu: '50m', memory: 67108864 } },
};

const job = jobFor({ run: makeRun().build(), stage, action });
const pod = job.spec?.template.spec;
const container = pod?.containers[0];

describe('jobFor', () => {
  it('tries once, on every shard, and never runs two pods of a shard', () => {
    expect(job.spec).toMatchObject({
      backoffLimit: 0,
      completionMode: 'Indexed',
      completions: 3,
      parallelism: 3,
      podReplacementPolicy: 'Failed',
      activeDeadlineSeconds: 600,
      podFailurePolicy: { rules: [{ action: 'Ignore' }] },
    });
    expect(pod?.restartPolicy).toBe('Never');
  });

  it('belongs to the run, and is kept until its outcome is recorded', () => {
    expect(job.metadata?.ownerReferences?.[0]).toMatchObject({
      kind: 'PipelineRun',
      name: 'gho-1',
      controller: true,
      blockOwnerDeletion: true,
    });
    expect(job.metadata?.finalizers).toEqual(['pipelines.gho-platform.dev/outcome']);
    expect(job.metadata?.labels).toEqual(job.spec?.template.metadata?.labels);
  });

  it('meets the restricted Pod Security Standard', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      privileged: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod?.volumes).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '2Gi' } }]);
  });

  it('tells the stage who it is first, then what the Pipeline declares', () => {
    expect(container?.env).toEqual([
      { name: 'PIPELINE_RUN_NAME', value: 'gho-1' },
      { name: 'PIPELINE_RUN_UID', value: '5f0c1f9e-0000-4000-8000-000000000001' },
      { name: 'PIPELINE_NAMESPACE', value: 'gho-platform' },
      { name: 'PIPELINE_STAGE', value: 'ingest' },
      { name: 'PIPELINE_ATTEMPT', value: '2' },
      { name: 'PIPELINE_SHARDS', value: '3' },
      { name: 'DATE', value: '$$(PGPASSWORD) $$5' },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
    ]);
  });

  it('leaves the kubelet nothing to expand, so that no value can read a Secret', () => {
    expect(container?.args).toEqual(['--date', '$$(PGPASSWORD)']);
    expect(container?.command).toEqual(['node', '$$(PGPASSWORD)']);
  });

  it('writes quantities as strings', () => {
    expect(container?.resources).toEqual({ requests: { cpu: '50m', memory: '67108864' } });
  });

  it('tells a stage that runs Finally what became of the others, and no other stage', () => {
    const outcome = { outcome: 'Failed', reason: 'StageFailed', failedStage: 'dbt' } as const;
    const last = jobFor({ run: makeRun().build(), stage, action: { ...action, outcome } });
    const told = last.spec?.template.spec?.containers[0]?.env ?? [];
    expect(told.filter(({ name }) => /OUTCOME|FAILED/.test(name))).toEqual([
      { name: 'PIPELINE_OUTCOME', value: 'Failed' },
      { name: 'PIPELINE_OUTCOME_REASON', value: 'StageFailed' },
      { name: 'PIPELINE_FAILED_STAGE', value: 'dbt' },
    ]);
    expect(container?.env?.filter(({ name }) => /OUTCOME|FAILED/.test(name))).toEqual([]);
  });

  it('asks for the memory that the attempt gets, and limits it to that', () => {
    const more = jobFor({
      run: makeRun().build(),
      stage: { ...stage, resources: { requests: { cpu: '50m' }, limits: { memory: '1Gi' } } },
      action: { ...action, memory: '2048Mi' },
    });
    expect(more.spec?.template.spec?.containers[0]?.resources).toEqual({
      requests: { cpu: '50m', memory: '2048Mi' },
      limits: { memory: '2048Mi' },
    });
  });

  it('sets nothing that the Pipeline does not say', () => {
    const plain = jobFor({
      run: makeRun().build(),
      stage: makeStage('ingest'),
      action: { verb: 'createJob', name: 'n', stage: 'ingest', attempt: 1, env: [] },
    });
    expect(plain.spec).toMatchObject({ completionMode: 'NonIndexed', completions: 1 });
    expect(JSON.stringify(plain)).not.toMatch(/undefined|null/);
    for (const key of ['activeDeadlineSeconds', 'serviceAccountName', 'nodeSelector', 'args']) {
      expect(JSON.stringify(plain)).not.toContain(key);
    }
  });
});

describe('jobOwnership', () => {
  const [owner] = job.metadata?.ownerReferences ?? [];

  it.each([
    ['its own Job', owner, 'Own'],
    ['a Job of a deleted run of the same name', owner && { ...owner, uid: 'old' }, 'PreviousRun'],
    ['a Job of another run', owner && { ...owner, uid: 'x', name: 'gho' }, 'Foreign'],
    ['a Job of a CronJob', owner && { ...owner, uid: 'x', kind: 'CronJob' }, 'Foreign'],
    ['a Job of nobody', undefined, 'Foreign'],
  ] as const)('knows %s', (_, reference, want) => {
    const metadata = { ownerReferences: reference === undefined ? [] : [reference] };
    expect(jobOwnership({ metadata }, makeRun().build())).toBe(want);
  });

  it('does not take pods without a controller for anybody’s', () => {
    expect(podsOf({ metadata: {} }, [{ metadata: {} }])).toEqual([]);
  });
});
