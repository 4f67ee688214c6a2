import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunOutcome } from '@gho-platform/tools';
import { expectDone, installChart, startChartCluster, type ChartCluster } from './chart-cluster.ts';

const namespace = ['--namespace', 'gho-platform'];

let cluster: ChartCluster;

beforeAll(async () => {
  cluster = await startChartCluster('chart-appr');
  await installChart(cluster);
  const users = { ada: 'gho-platform-approver', bob: 'edit', eve: 'view' };
  for (const [user, role] of Object.entries(users)) {
    const binding = ['create', 'rolebinding', user, ...namespace];
    expectDone(await cluster.kubectl([...binding, '--clusterrole', role, '--user', user]));
  }
  await policyInForce();
}, 600_000);

afterAll(async () => {
  await cluster.stop();
});

interface Decision {
  readonly stage?: string;
  readonly decision?: string;
  readonly by: string;
}

function run(name: string, approvals: readonly Decision[] = []): unknown {
  const given = approvals.map((one) => ({ stage: 'train', decision: 'Approved', ...one }));
  return {
    apiVersion: 'pipelines.gho-platform.dev/v1alpha1',
    kind: 'PipelineRun',
    metadata: { name },
    spec: {
      pipelineRef: { name: 'gho' },
      ...(given.length === 0 ? {} : { approvals: given }),
    },
  };
}

function create(object: unknown, user?: string): Promise<RunOutcome> {
  const as = user === undefined ? [] : ['--as', user];
  return cluster.kubectl(['create', ...namespace, ...as, '-f', '-'], object);
}

function approve(user: string, name: string, decision: Decision): Promise<RunOutcome> {
  const approvals = [{ stage: 'train', decision: 'Approved', ...decision }];
  const patch = JSON.stringify({ spec: { approvals } });
  const args = ['patch', 'pipelinerun', name, '--type=merge', '--patch', patch];
  return cluster.kubectl([...args, ...namespace, '--as', user]);
}

/** The API server compiles a new policy a moment after it was stored. */
async function policyInForce(): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const probe = run('probe', [{ by: 'nobody' }]);
    const args = ['create', ...namespace, '--dry-run=server', '-f', '-'];
    if ((await cluster.kubectl(args, probe)).exitCode !== 0) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the admission policy did not come into force within 15 s');
}

describe('an approval', () => {
  it('is accepted from a user who may approve and names themselves', async () => {
    expectDone(await create(run('good')));
    expectDone(await approve('ada', 'good', { by: 'ada' }));
  });

  it('is refused under the name of somebody else', async () => {
    expectDone(await create(run('forged')));
    const { exitCode, output } = await approve('ada', 'forged', { by: 'grace' });
    expect(output).toContain('by must be ada, which is who you are');
    expect(exitCode).not.toBe(0);
  });

  it('is refused from a user who may edit runs but not approve them', async () => {
    expectDone(await create(run('edited'), 'bob'));
    const { exitCode, output } = await approve('bob', 'edited', { by: 'bob' });
    expect(output).toContain('bob has no right to approve pipelineruns in namespace gho-platform');
    expect(exitCode).not.toBe(0);
  });

  it('is refused when a run is created with it by such a user', async () => {
    const { output } = await create(run('born', [{ by: 'bob' }]), 'bob');
    expect(output).toContain('bob has no right to approve');
  });

  it('cannot be changed or taken back, and does not stand in the way of other changes', async () => {
    expectDone(await create(run('fixed')));
    expectDone(await approve('ada', 'fixed', { by: 'ada' }));
    const refused = await approve('ada', 'fixed', { by: 'ada', decision: 'Refused' });
    expect(refused.output).toContain('cannot be changed or taken back');
    const suspend = ['--type=merge', '--patch', '{"spec":{"suspend":true}}'];
    const patch = ['patch', 'pipelinerun', 'fixed', ...suspend, ...namespace];
    expectDone(await cluster.kubectl([...patch, '--as', 'bob']));
  });

  it('of one stage can follow that of another', async () => {
    expectDone(await create(run('two')));
    expectDone(await approve('ada', 'two', { by: 'ada' }));
    const both = [
      { stage: 'train', decision: 'Approved', by: 'ada' },
      { stage: 'dbt', decision: 'Refused', by: 'ada' },
    ];
    const patch = JSON.stringify({ spec: { approvals: both } });
    const args = ['patch', 'pipelinerun', 'two', '--type=merge', '--patch', patch, ...namespace];
    expectDone(await cluster.kubectl([...args, '--as', 'ada']));
  });
});
