import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectDone, installChart, startChartCluster, type ChartCluster } from './chart-cluster.ts';

const roles = ['view', 'edit', 'admin'] as const;
const resources = [
  'pipelines',
  'pipelineruns',
  'pipelineruns/status',
  'pipelineschedules',
  'pipelineschedules/status',
] as const;
const verbs = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'approve',
];

const read = ['get', 'list', 'watch'];
const all = verbs.filter((verb) => verb !== 'approve');
/** Nobody writes a status. */
const statuses = { 'pipelineruns/status': [], 'pipelineschedules/status': [] };
const expected: Record<(typeof roles)[number], Record<(typeof resources)[number], string[]>> = {
  view: { pipelines: read, pipelineruns: read, pipelineschedules: read, ...statuses },
  edit: { pipelines: read, pipelineruns: all, pipelineschedules: all, ...statuses },
  admin: { pipelines: all, pipelineruns: verbs, pipelineschedules: all, ...statuses },
};

let cluster: ChartCluster;

beforeAll(async () => {
  cluster = await startChartCluster('chart-rbac');
  await installChart(cluster);
  for (const role of roles) {
    const binding = ['create', 'rolebinding', role, '--namespace', 'gho-platform'];
    expectDone(await cluster.kubectl([...binding, '--clusterrole', role, '--user', role]));
  }
}, 600_000);

afterAll(async () => {
  await cluster.stop();
});

function review(user: string, resource: string, verb: string): unknown {
  const [name, subresource = ''] = resource.split('/');
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {
      user,
      resourceAttributes: {
        namespace: 'gho-platform',
        group: 'pipelines.gho-platform.dev',
        resource: name,
        subresource,
        verb,
      },
    },
  };
}

/** Verbs that the API server allows to `user`, asked in one request list. */
async function allowed(user: string, resource: string): Promise<string[]> {
  const items = verbs.map((verb) => review(user, resource, verb));
  const list = { apiVersion: 'v1', kind: 'List', items };
  const format = 'jsonpath={.status.allowed}{"\\n"}';
  const answers = expectDone(await cluster.kubectl(['create', '-o', format, '-f', '-'], list));
  const lines = answers.trimEnd().split('\n');
  return verbs.filter((_, index) => lines[index] === 'true');
}

describe.each(roles)('a user with the role %s', (role) => {
  it.each(resources)('has exactly the expected verbs on %s', async (resource) => {
    await expect(allowed(role, resource)).resolves.toEqual(expected[role][resource]);
  });
});
