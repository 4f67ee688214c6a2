import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunOutcome } from '@gho-platform/tools';
import {
  expectDone,
  installChart,
  operatorAccount,
  startChartCluster,
  type ChartCluster,
} from './chart-cluster.ts';
import { refusedJobs } from './refused-jobs.ts';
import { changed, stageJob, type StageJob } from './stage-job.ts';

let cluster: ChartCluster;

beforeAll(async () => {
  cluster = await startChartCluster('chart-vap');
  await installChart(cluster, '--set-json', 'operatorPolicy.imagePrefixes=["gho-platform/"]');
  // The worst case: somebody gave the operator's account every right.
  const everything = [
    'create',
    'clusterrolebinding',
    'everything',
    '--clusterrole',
    'cluster-admin',
  ];
  expectDone(await cluster.kubectl([...everything, '--user', operatorAccount]));
  await policyInForce();
}, 600_000);

afterAll(async () => {
  await cluster.stop();
});

/** The API server compiles a new policy a moment after it was stored. */
async function policyInForce(): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const { exitCode } = await asOperator('create', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'probe' },
    });
    const bad = await create(changed({ automountServiceAccountToken: true }));
    if (exitCode !== 0 && bad.exitCode !== 0) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the admission policies did not come into force within 15 s');
}

function asOperator(verb: string, object: unknown): Promise<RunOutcome> {
  const args = [verb, '--namespace', 'gho-platform', '--as', operatorAccount];
  return cluster.kubectl([...args, '--dry-run=server', '-f', '-'], object);
}

function create(job: StageJob): Promise<RunOutcome> {
  return asOperator('create', job);
}

const { spec: goodPod } = stageJob().spec.template;

const endedCondition = {
  type: 'Succeeded',
  status: 'False',
  reason: 'StageFailed',
  message: 'stage ingest failed',
  lastTransitionTime: '2026-06-01T12:00:00Z',
};

function controllerRevision(name: string, labels: Record<string, string>): object {
  const metadata = { name, namespace: 'gho-platform', labels };
  return { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, revision: 1, data: {} };
}

describe('the operator, even with every right', () => {
  it('may create the Jobs that it makes', async () => {
    expect(expectDone(await create(stageJob()))).toContain('created (server dry run)');
  });

  it.each(refusedJobs)('may not create a Job %s', async (_, job, message) => {
    const { exitCode, output } = await create(job);
    expect(output).toMatch(/ValidatingAdmissionPolicy 'gho-platform-operator-jobs'/);
    expect(output).toMatch(message);
    expect(exitCode).not.toBe(0);
  });

  it.each<[string, Record<string, unknown>]>([
    ['v1 Pod', { spec: goodPod }],
    ['v1 Secret', {}],
    ['v1 ConfigMap', {}],
    ['v1 ServiceAccount', {}],
    ['rbac.authorization.k8s.io/v1 Role', { rules: [] }],
    [
      'batch/v1 CronJob',
      { spec: { schedule: '* * * * *', jobTemplate: { spec: stageJob().spec } } },
    ],
    [
      'pipelines.gho-platform.dev/v1alpha1 Pipeline',
      { spec: { stages: [{ name: 'a', image: 'gho-platform/transform:0.1.0' }] } },
    ],
    [
      'pipelines.gho-platform.dev/v1alpha1 PipelineSchedule',
      { spec: { pipelineRef: { name: 'gho' }, cron: ['0 2 * * *'], timeZone: 'UTC' } },
    ],
  ])('may not create a %s', async (type, more) => {
    const [apiVersion, kind] = type.split(' ');
    const { output } = await asOperator('create', {
      apiVersion,
      kind,
      metadata: { name: 'anything' },
      ...more,
    });
    expect(output).toMatch(/the operator may not CREATE/);
  });

  it('may not take a token of another account', async () => {
    const { output } = await cluster.kubectl([
      'create',
      'token',
      'gho-ingest',
      '--namespace',
      'gho-platform',
      '--as',
      operatorAccount,
    ]);
    expect(output).toMatch(/the operator may not CREATE \/serviceaccounts\/token/);
  });

  it('may delete pods of a stage and no others', async () => {
    const pod = (name: string, labels: Record<string, string>): object => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'gho-platform', labels },
      spec: goodPod,
    });
    const stage = { 'pipelines.gho-platform.dev/run-uid': 'a' };
    for (const [name, labels] of Object.entries({ stage, other: {} })) {
      expectDone(await cluster.kubectl(['create', '-f', '-'], pod(name, labels)));
    }
    expectDone(await asOperator('delete', pod('stage', stage)));
    expect((await asOperator('delete', pod('other', {}))).output).toMatch(
      /the operator may only delete pods of a stage/,
    );
  });

  it('may create, change and delete runs of a schedule and no others', async () => {
    const apiVersion = 'pipelines.gho-platform.dev/v1alpha1';
    const schedule = {
      apiVersion,
      kind: 'PipelineSchedule',
      metadata: { name: 'owner', namespace: 'gho-platform' },
      spec: { pipelineRef: { name: 'gho' }, cron: ['0 2 * * *'], timeZone: 'UTC', suspend: true },
    };
    // The garbage collector would remove runs of an owner that does not exist.
    const create = ['create', '-o', 'jsonpath={.metadata.uid}', '-f', '-'];
    const uid = expectDone(await cluster.kubectl(create, schedule));
    const owner = { apiVersion, uid, name: 'owner' };
    const controlledBy = (kind: string): object => ({
      ownerReferences: [{ ...owner, kind, controller: true }],
    });
    const run = (name: string, more: object, spec: object = {}): object => ({
      apiVersion,
      kind: 'PipelineRun',
      metadata: { name, namespace: 'gho-platform', ...more },
      spec: { pipelineRef: { name: 'gho' }, ...spec },
    });
    const ours = controlledBy('PipelineSchedule');
    const refusal = /only create, change and delete PipelineRuns that a PipelineSchedule controls/;
    expectDone(await asOperator('create', run('new', ours)));
    for (const theirs of [{}, controlledBy('CronJob')]) {
      expect((await asOperator('create', run('new', theirs))).output).toMatch(refusal);
    }
    for (const object of [run('ours', ours), run('theirs', {})]) {
      expectDone(await cluster.kubectl(['create', '-f', '-'], object));
    }
    const cancel = { cancel: 'Graceful' };
    expectDone(await asOperator('apply', run('ours', ours, cancel)));
    expect((await asOperator('apply', run('theirs', {}, cancel))).output).toMatch(refusal);
    // Neither is taking somebody else's over.
    expect((await asOperator('apply', run('theirs', ours, cancel))).output).toMatch(refusal);
    expectDone(await asOperator('delete', run('ours', ours)));
    // What the history of a Pipeline does not keep: of anybody, but only what has ended.
    const status = { conditions: [endedCondition] };
    const toStatus = ['replace', '--subresource=status', '-f', '-'];
    expectDone(await cluster.kubectl(['create', '-f', '-'], run('ended', {})));
    expect((await asOperator('delete', run('ended', {}))).output).toMatch(refusal);
    expectDone(await cluster.kubectl(toStatus, { ...run('ended', {}), status }));
    expectDone(await asOperator('delete', run('ended', {})));
    expect((await asOperator('delete', run('theirs', {}))).output).toMatch(refusal);
  });

  it('may touch ControllerRevisions of its own and no others', async () => {
    const label = 'app.kubernetes.io/managed-by';
    const [ours, theirs] = [{ [label]: 'gho-platform' }, { [label]: 'Helm' }];
    const refusal = /only touch ControllerRevisions with the label/;
    expectDone(await asOperator('create', controllerRevision('new', ours)));
    expect((await asOperator('create', controllerRevision('new', theirs))).output).toMatch(refusal);
    expect((await asOperator('create', controllerRevision('new', {}))).output).toMatch(refusal);
    for (const [name, labels] of Object.entries({ ours, theirs })) {
      expectDone(await cluster.kubectl(['create', '-f', '-'], controllerRevision(name, labels)));
    }
    expectDone(await asOperator('delete', controllerRevision('ours', ours)));
    expect((await asOperator('delete', controllerRevision('theirs', ours))).output).toMatch(
      refusal,
    );
    // Neither is taking somebody else's over.
    expect((await asOperator('replace', controllerRevision('theirs', ours))).output).toMatch(
      refusal,
    );
  });

  it.each([
    ['gho-platform-operator', 'gho-platform', 0],
    ['another', 'gho-platform', 1],
    ['gho-platform-operator', 'default', 1],
  ])('creating the Lease %s in namespace %s ends with %i', async (name, namespace, expected) => {
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name },
      spec: {},
    };
    const create = ['create', '--namespace', namespace, '--as', operatorAccount];
    const { exitCode, output } = await cluster.kubectl(
      [...create, '--dry-run=server', '-f', '-'],
      lease,
    );
    expect(exitCode).toBe(expected);
    if (expected !== 0) expect(output).toMatch(/only touch the Lease gho-platform-operator/);
  });

  it('may delete its own Jobs and no others', async () => {
    const foreign = { ...stageJob(), metadata: { name: 'foreign', namespace: 'gho-platform' } };
    expectDone(await cluster.kubectl(['create', '-f', '-'], foreign));
    expectDone(await cluster.kubectl(['create', '-f', '-'], stageJob()));
    expect((await asOperator('delete', foreign)).output).toMatch(
      /only change and delete Jobs that a PipelineRun/,
    );
    expectDone(await asOperator('delete', stageJob()));
  });

  it('may let go of a Job whose run is gone, and do nothing else to it', async () => {
    const { metadata, ...job } = stageJob();
    // As the garbage collector leaves it after kubectl delete pipelinerun --cascade=orphan.
    const orphan = { ...job, metadata: { ...metadata, name: 'orphan', ownerReferences: [] } };
    expectDone(await cluster.kubectl(['create', '-f', '-'], orphan));
    const patch = (...operations: readonly object[]): Promise<RunOutcome> =>
      cluster.kubectl([
        ...['patch', 'job', 'orphan', '--namespace', 'gho-platform', '--as', operatorAccount],
        ...['--dry-run=server', '--type=json', '--patch', JSON.stringify(operations)],
      ]);
    const release = { op: 'remove', path: '/metadata/finalizers/0' };
    const refused = /only change and delete Jobs that a PipelineRun/;
    for (const more of [
      { op: 'replace', path: '/spec/suspend', value: true },
      { op: 'add', path: '/metadata/labels/more', value: 'x' },
      { op: 'add', path: '/metadata/annotations/more', value: 'x' },
      { op: 'add', path: '/metadata/finalizers/-', value: 'example.org/mine' },
    ]) {
      expect((await patch(more)).output).toMatch(refused);
      expect((await patch(release, more)).output).toMatch(refused);
    }
    expectDone(await patch(release));
  });
});

describe('everybody else', () => {
  it('is not concerned by the policies', async () => {
    const job = { ...changed({ serviceAccountName: 'default' }), metadata: { name: 'theirs' } };
    expectDone(await cluster.kubectl(['create', '--dry-run=server', '-f', '-'], job));
  });
});
