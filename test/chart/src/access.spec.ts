import { describe, expect, it } from '@jest/globals';
import { ofKind, render, valueSets, type KubeObject, type PolicyRule } from './render.ts';

/** One line for each right: `verb group/resource`, with the name when the right is for one object. */
function rightsOf(rules: readonly PolicyRule[] = []): string[] {
  return rules
    .flatMap(({ apiGroups, resources, verbs, resourceNames }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          verbs.map((verb) =>
            [`${verb} ${group}/${resource}`, ...(resourceNames ?? [])].join(' named '),
          ),
        ),
      ),
    )
    .sort();
}

const group = 'pipelines.gho-platform.dev';

const whereItWatches = [
  ...['get', 'list', 'watch'].flatMap((verb) => [
    `${verb} ${group}/pipelines`,
    `${verb} ${group}/pipelineruns`,
    `${verb} ${group}/pipelineschedules`,
    `${verb} batch/jobs`,
    `${verb} /pods`,
  ]),
  'delete /pods',
  'get /namespaces',
  `update ${group}/pipelines/status`,
  `update ${group}/pipelineruns/status`,
  `update ${group}/pipelineruns/finalizers`,
  `update ${group}/pipelineschedules/status`,
  `update ${group}/pipelineschedules/finalizers`,
  ...['create', 'patch', 'delete'].map((verb) => `${verb} ${group}/pipelineruns`),
  ...['create', 'patch', 'delete'].map((verb) => `${verb} batch/jobs`),
  ...['get', 'list', 'create', 'patch', 'delete'].map((verb) => `${verb} apps/controllerrevisions`),
  ...['create', 'patch'].map((verb) => `${verb} events.k8s.io/events`),
].sort();

function roles(objects: readonly KubeObject[], kind: string): Record<string, string[]> {
  return Object.fromEntries(
    ofKind(objects, kind).map(({ metadata, rules }) => [
      `${metadata.namespace ?? '*'}/${metadata.name}`,
      rightsOf(rules),
    ]),
  );
}

const lease = {
  'gho-platform/gho-platform-operator-lease': [
    'create coordination.k8s.io/leases',
    'get coordination.k8s.io/leases named gho-platform-operator',
    'update coordination.k8s.io/leases named gho-platform-operator',
  ],
};

const userRoles = {
  '*/gho-platform-view': ['get', 'list', 'watch']
    .flatMap((verb) =>
      ['pipelines', 'pipelineruns', 'pipelineschedules'].map((name) => `${verb} ${group}/${name}`),
    )
    .sort(),
  '*/gho-platform-edit': ['create', 'update', 'patch', 'delete', 'deletecollection']
    .flatMap((verb) => [`${verb} ${group}/pipelineruns`, `${verb} ${group}/pipelineschedules`])
    .sort(),
  '*/gho-platform-admin': [
    ...['create', 'update', 'patch', 'delete', 'deletecollection'].map(
      (verb) => `${verb} ${group}/pipelines`,
    ),
    `approve ${group}/pipelineruns`,
  ].sort(),
  '*/gho-platform-approver': ['get', 'list', 'watch', 'patch', 'approve']
    .map((verb) => `${verb} ${group}/pipelineruns`)
    .sort(),
};

describe('the operator may exactly', () => {
  it('what it needs in its own namespace by default', async () => {
    const objects = await render(valueSets.minimal ?? {});
    expect(roles(objects, 'Role')).toEqual({
      'gho-platform/gho-platform-operator': whereItWatches,
      ...lease,
    });
    expect(roles(objects, 'ClusterRole')).toEqual(userRoles);
  });

  it('what it needs in each namespace that it watches', async () => {
    const objects = await render({
      ...valueSets.minimal,
      set: { 'operator.watchNamespaces': ['team-a', 'team-b'] },
    });
    expect(roles(objects, 'Role')).toEqual({
      'team-a/gho-platform-operator': whereItWatches,
      'team-b/gho-platform-operator': whereItWatches,
      ...lease,
    });
  });

  it('the same everywhere, by a ClusterRole, when it watches every namespace', async () => {
    const objects = await render({
      ...valueSets.minimal,
      set: { 'operator.watchNamespaces': [] },
    });
    expect(roles(objects, 'Role')).toEqual(lease);
    expect(roles(objects, 'ClusterRole')).toEqual({
      ...userRoles,
      '*/gho-platform-operator': whereItWatches,
    });
  });

  it('nothing when it is not installed', async () => {
    const objects = await render({ ...valueSets.minimal, set: { 'operator.enabled': false } });
    expect(roles(objects, 'Role')).toEqual({});
    expect(ofKind(objects, 'RoleBinding', 'ClusterRoleBinding')).toEqual([]);
  });
});

describe('every binding', () => {
  it.each(Object.entries(valueSets))(
    'with the values %s is for the operator',
    async (_, values) => {
      const objects = await render(values);
      const subjects = ofKind(objects, 'RoleBinding', 'ClusterRoleBinding').map(
        (binding) => (binding as unknown as { subjects: unknown }).subjects,
      );
      expect(subjects.length).toBeGreaterThan(0);
      for (const subject of subjects) {
        expect(subject).toEqual([
          { kind: 'ServiceAccount', name: 'gho-platform-operator', namespace: 'gho-platform' },
        ]);
      }
    },
  );
});
