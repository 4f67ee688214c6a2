import type { PipelineSpec, StoredPipelineRun } from '@gho-platform/api';
import type { KubeObject } from '@gho-platform/kube';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.ts';
import { conditionOf, ingestResult, statesOf, twoStages, World } from './world.ts';

/** A Job with it is refused for good: the CRD does not compare requests with limits. */
const impossible: PipelineSpec = {
  stages: twoStages.stages.map((stage) => ({
    ...stage,
    resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } },
  })),
};

interface Quota extends KubeObject {
  readonly status?: { readonly hard?: object };
}

function messageOf({ status }: StoredPipelineRun): string | undefined {
  return status?.conditions?.find(({ type }) => type === 'Succeeded')?.message;
}

describe('a run of mode Plan on a real control plane', () => {
  let world: World;
  let namespace: string;

  beforeAll(async () => {
    world = await World.start('op-preview');
    namespace = await world.namespace();
    await world.createPipeline(namespace, 'impossible', impossible);
    await world.operator(namespace);
  });

  afterAll(async () => {
    await world.stop();
  });

  const kubectl = (...args: readonly string[]): Promise<string> =>
    world.plane.kubectl(['--namespace', namespace, ...args]);

  /**
   * Every object of the namespace with its version, but for leases, which are renewed, and events.
   * Metadata alone is asked for, so that nothing is read twice.
   */
  async function everything(): Promise<readonly string[]> {
    const kinds = (await kubectl('api-resources', '--verbs=list', '--namespaced', '-o', 'name'))
      .trim()
      .split('\n')
      .filter((kind) => !/^(leases|events)\b/.test(kind));
    const { items } = JSON.parse(await kubectl('get', kinds.join(','), '-o', 'json')) as {
      readonly items: readonly KubeObject[];
    };
    return items.map(({ kind, metadata }) => {
      return `${kind ?? ''}/${metadata?.name ?? ''} ${metadata?.resourceVersion ?? ''}`;
    });
  }

  /** The same, once the Job controller and the kubelet have finished what came before. */
  async function atRest(): Promise<readonly string[]> {
    let before = await everything();
    await eventually(async () => {
      const now = await everything();
      const last = before;
      before = now;
      expect(now).toEqual(last);
    });
    return before;
  }

  async function planned(name: string, spec: object = {}): Promise<StoredPipelineRun> {
    await world.createRun(namespace, name, { mode: 'Plan', ...spec });
    return world.ended(namespace, name);
  }

  it('reports what would run, and leaves the world as it was', async () => {
    const before = await atRest();
    const run = await planned('asks');
    expect(conditionOf(run)).toMatchObject({ status: 'True', reason: 'Planned' });
    expect(statesOf(run)).toEqual(['ingest=Planned', 'transform=Planned']);
    expect(run.status?.stages?.[1]?.message).toBe(
      'would run example.org/transform:1, at most 1 retry',
    );
    await eventually(async () => {
      const told = ['--field-selector', 'reason=RunPlanned', '-o', 'name'];
      expect(await kubectl('get', 'events', ...told)).toContain('event/asks');
    });
    const after = await everything();
    expect(after.filter((line) => !line.startsWith('PipelineRun/asks '))).toEqual(before);
    expect(before.length).toBeGreaterThan(3);
    expect(world.createdFor(namespace, 'asks')).toEqual([]);
  });

  it('foretells the end of a run whose Jobs the API server refuses', async () => {
    const pipelineRef = { name: 'impossible' };
    const run = await planned('asks-impossible', { pipelineRef });
    expect(conditionOf(run)).toMatchObject({ status: 'False', reason: 'InvalidConfiguration' });
    expect(statesOf(run)).toEqual(['ingest=Failed', 'transform=Failed']);
    expect(run.status?.stages?.[0]?.message).toContain(
      'must be less than or equal to memory limit',
    );
    await world.createRun(namespace, 'impossible', { pipelineRef });
    expect(conditionOf(await world.ended(namespace, 'impossible'))).toEqual(conditionOf(run));
  });

  it('shows what it would take over', async () => {
    world.kubelet.script = ({ stage }) =>
      stage === 'ingest' ? { exitCode: 0, result: ingestResult } : { exitCode: 78 };
    await world.createRun(namespace, 'breaks');
    await world.ended(namespace, 'breaks');
    const run = await planned('asks-more', { resumeFrom: { name: 'breaks' } });
    expect(statesOf(run)).toEqual(['ingest=Succeeded', 'transform=Planned']);
    expect(run.status?.resumedFrom).toMatchObject({ name: 'breaks', stage: 'transform' });
  });

  it('takes no place in the queue of a Pipeline that bounds its runs', async () => {
    await world.createPipeline(namespace, 'one', { ...twoStages, concurrency: { limit: 1 } });
    const before = await atRest();
    const run = await planned('asks-one', { pipelineRef: { name: 'one' } });
    expect(messageOf(run)).toContain('a run would queue for pipeline one');
    const after = await everything();
    expect(after.filter((line) => !line.startsWith('PipelineRun/asks-one '))).toEqual(before);
  });

  it('tells which policy refuses a Job', async () => {
    const policy = (kind: string, spec: object): string =>
      JSON.stringify({
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind,
        metadata: { name: 'no-transform' },
        spec,
      });
    const message = 'no transform here';
    const resourceRules = [
      { apiGroups: ['batch'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['jobs'] },
    ];
    const expression = "object.metadata.labels['app.kubernetes.io/component'] != 'transform'";
    const validations = [{ expression, message }];
    const spec = { matchConstraints: { resourceRules }, validations };
    const binding = { policyName: 'no-transform', validationActions: ['Deny'] };
    await world.plane.kubectl(['apply', '-f', '-'], policy('ValidatingAdmissionPolicy', spec));
    const bound = policy('ValidatingAdmissionPolicyBinding', binding);
    await world.plane.kubectl(['apply', '-f', '-'], bound);
    let asked = 0;
    // A policy is in force some time after it was made.
    await eventually(async () => {
      asked += 1;
      const run = await planned(`asks-policy-${asked}`);
      expect(statesOf(run)).toEqual(['ingest=Planned', 'transform=Failed']);
      expect(run.status?.stages?.[1]?.message).toContain(message);
    });
    await world.plane.kubectl(['delete', 'validatingadmissionpolicybinding', 'no-transform']);
  });

  it('tells of a quota that is used up', async () => {
    await kubectl('create', 'quota', 'none', '--hard=count/jobs.batch=0');
    const resource = { group: '', version: 'v1', plural: 'resourcequotas', kind: 'ResourceQuota' };
    await eventually(async () => {
      const quota = await world.api.get<Quota>(resource, { namespace, name: 'none' });
      expect(quota?.status?.hard).toBeDefined();
    });
    const run = await planned('asks-quota');
    expect(conditionOf(run)).toMatchObject({ status: 'False', reason: 'InvalidConfiguration' });
    expect(run.status?.stages?.[0]?.message).toMatch(
      /^a run would wait while this lasts: .*exceeded quota: none/,
    );
  });
});
