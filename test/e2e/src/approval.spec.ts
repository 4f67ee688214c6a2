import { beforeAll, describe, expect, it } from '@jest/globals';
import type { RunOutcome } from '@gho-platform/tools';
import { done, scriptedStage } from './scripted-pipeline.ts';
import {
  applyPipeline,
  ended,
  eventually,
  getRun,
  jobsOf,
  kubectl,
  stageOf,
  startRun,
  verdictOf,
} from './world.ts';

const domain = 'pipelines.gho-platform.dev';

/** Lets a user do in this namespace what a ClusterRole says. */
async function bind(user: string, role: string): Promise<void> {
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: user },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' }],
  };
  await kubectl.apply(JSON.stringify(binding));
}

/** What the API server says to a user who decides about stage `publish`. */
function decide(user: string, name: string, decision: string): Promise<RunOutcome> {
  const approvals = [{ stage: 'publish', decision, by: user }];
  const patch = JSON.stringify({ spec: { approvals } });
  return kubectl.attempt(
    ...['patch', 'pipelinerun', name, '--type=merge', '--patch', patch],
    ...['--as', user],
  );
}

async function startWaiting(name: string): Promise<void> {
  await startRun(name, { pipelineRef: { name: 'e2e-gated' } });
  await eventually(`run ${name} to wait for an approval`, async () =>
    (await getRun(name)).status?.waiting?.reason === 'Approval' ? true : undefined,
  );
}

describe('a stage that waits for an approval', () => {
  beforeAll(async () => {
    await bind('e2e-approver', 'gho-platform-approver');
    await bind('e2e-editor', 'edit');
    const approval = { message: 'read the report' };
    await applyPipeline('e2e-gated', {
      stages: [scriptedStage('build', done), scriptedStage('publish', done, { approval })],
    });
  });

  it('runs when somebody approves who may, and not by the word of an editor', async () => {
    const name = 'e2e-approved';
    await startWaiting(name);
    expect(await decide('e2e-editor', name, 'Approved')).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('has no right to approve'),
    });
    expect(await jobsOf(name)).toHaveLength(1);
    expect(await decide('e2e-approver', name, 'Approved')).toMatchObject({ exitCode: 0 });

    const run = await ended(name);

    expect(verdictOf(run)).toEqual({ status: 'True', reason: 'Succeeded' });
    const told = await kubectl.text(
      ...['get', 'events', '--field-selector', `involvedObject.name=${name}`],
      ...['-o', 'jsonpath={.items[*].reason}'],
    );
    expect(told.split(' ')).toContain('StageApproved');
  });

  it('ends the run when it is refused, without a Job', async () => {
    const name = 'e2e-refused';
    await startWaiting(name);
    await decide('e2e-approver', name, 'Refused');

    const run = await ended(name);

    expect(verdictOf(run)).toEqual({ status: 'False', reason: 'ApprovalRefused' });
    expect(stageOf(run, 'publish').attempts ?? []).toEqual([]);
    const stages = (await jobsOf(name)).map(({ metadata }) => metadata.labels[`${domain}/stage`]);
    expect(stages).toEqual(['build']);
  });
});
