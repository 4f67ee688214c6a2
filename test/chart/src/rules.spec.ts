import { describe, expect, it } from '@jest/globals';
import { containersOf, workloadsOf, type Container } from './pods.ts';
import { ofKind, render, valueSets, type KubeObject, type Values } from './render.ts';

const rendered = new Map<string, KubeObject[]>(
  await Promise.all(
    Object.entries(valueSets).map(async ([name, values]): Promise<[string, KubeObject[]]> => [
      name,
      await render(values),
    ]),
  ),
);

describe.each([...rendered])('with the values %s', (_, objects) => {
  const workloads = workloadsOf(objects);
  const containers = workloads.flatMap((workload) =>
    containersOf(workload).map((container): [string, Container] => [
      `${workload.name}/${container.name}`,
      container,
    ]),
  );

  it('has pods to judge', () => {
    expect(workloads.length).toBeGreaterThan(0);
  });

  it.each(workloads.map((workload) => [workload.name, workload] as const))(
    'the pods of %s run as a plain user, confined, without host access',
    (__, { pod }) => {
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 65532,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(Object.keys(pod).filter((key) => key.startsWith('host'))).toEqual([]);
      const types = (pod.volumes ?? []).flatMap((volume) => Object.keys(volume));
      expect(new Set(types.filter((key) => key !== 'name'))).toEqual(new Set(['emptyDir']));
    },
  );

  it.each(workloads.map((workload) => [workload.name, workload] as const))(
    'only the operator has a Kubernetes token: %s',
    (name, { pod }) => {
      expect(pod.automountServiceAccountToken).toBe(name === 'gho-platform-operator');
    },
  );

  it.each(containers)('container %s cannot gain rights or write to its image', (__, container) => {
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it.each(containers)('container %s asks for and is limited in resources', (__, { resources }) => {
    expect(resources?.requests).toEqual({
      cpu: expect.any(String),
      memory: expect.any(String),
    });
    expect(resources?.limits?.memory).toEqual(expect.any(String));
  });

  it.each(containers)('container %s takes passwords by reference only', (__, { env = [] }) => {
    const literals = env.filter(({ value }) => value !== undefined).map(({ name }) => name);
    expect(literals.filter((name) => /PASSWORD|SECRET|TOKEN|KEY/.test(name))).toEqual([]);
  });

  it('every object carries the recommended labels', () => {
    const incomplete = objects.filter(
      ({ metadata: { labels = {} } }) =>
        labels['app.kubernetes.io/part-of'] !== 'gho-platform' ||
        labels['app.kubernetes.io/managed-by'] !== 'Helm' ||
        labels['app.kubernetes.io/version'] === undefined,
    );
    expect(incomplete.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([]);
  });

  it('no two objects have the same name', () => {
    const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('a service account mounts its token nowhere by default', () => {
    const accounts = ofKind(objects, 'ServiceAccount');
    expect(accounts.every((account) => account.automountServiceAccountToken === false)).toBe(true);
  });
});

const local = { 'local.enabled': true };

/** Names of the Secrets that the containers of a workload read. */
function secretsOf(objects: readonly KubeObject[], name: string): string[] {
  return workloadsOf(objects)
    .filter((workload) => workload.name === name)
    .flatMap(containersOf)
    .flatMap(({ env = [] }) => env)
    .flatMap(({ valueFrom }) =>
      valueFrom?.secretKeyRef === undefined ? [] : [valueFrom.secretKeyRef.name],
    );
}

const ownerSecret = 'gho-platform-warehouse-owner';

describe('Secrets', () => {
  it.each(['minimal', 'dev', 'staging', 'prod'])('the values %s render none', (name) => {
    expect(ofKind(rendered.get(name) ?? [], 'Secret')).toEqual([]);
  });

  it.each(['dev', 'staging', 'prod'])('the values %s fetch them from a store', (name) => {
    const names = ofKind(rendered.get(name) ?? [], 'ExternalSecret').map(
      ({ metadata }) => metadata.name,
    );
    expect(names.sort()).toEqual([
      'gho-platform-mlflow',
      'gho-platform-warehouse-builder',
      'gho-platform-warehouse-loader',
      'gho-platform-warehouse-owner',
      'gho-platform-warehouse-reader',
    ]);
  });

  it.each([
    [true, ['Job gho-warehouse-migration', `Secret ${ownerSecret}`, 'StatefulSet postgres']],
    [false, []],
  ])(
    'with warehouse.migration %s the owner of the warehouse is known to %j and to no stage',
    async (enabled, expected) => {
      const set = { 'warehouse.migration.enabled': enabled };
      const objects = await render({ ...valueSets.local, set });
      const knowing = objects.filter((object) => JSON.stringify(object).includes(ownerSecret));
      expect(knowing.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toEqual(
        expected,
      );
    },
  );

  it('local passwords are random: two renders share none', async () => {
    const passwordsOf = (objects: readonly KubeObject[]): string[] =>
      ofKind(objects, 'Secret').flatMap(({ data = {} }) =>
        Object.entries(data)
          .filter(([key]) => key !== 'PGUSER')
          .map(([, value]) => value),
      );
    const first = passwordsOf(rendered.get('local') ?? []);
    const second = passwordsOf(await render(valueSets.local ?? {}));
    expect(first).toHaveLength(8);
    expect(first.filter((value) => second.includes(value))).toEqual([]);
    expect(new Set(first).size).toBe(first.length);
  });

  it.each<[string, Values, RegExp]>([
    ['PostgreSQL without the local mode', valueSets.minimal ?? {}, /another PostgreSQL/],
    [
      'PostgreSQL elsewhere in the local mode',
      { set: { ...local, 'local.postgres.enabled': false, 'warehouse.host': 'db.example.com' } },
      /another PostgreSQL/,
    ],
    [
      'object store elsewhere in the local mode',
      { set: { ...local, 'local.s3.enabled': false, 's3.authentication': 'Secret' } },
      /another object store/,
    ],
  ])('are not made for a %s', async (_, { files, set }, message) => {
    const values = { files: files ?? [], set: { ...set, 'secrets.source': 'Generated' } };
    await expect(render(values)).rejects.toThrow(message);
  });

  it('are made for the local PostgreSQL even when the store has no keys', async () => {
    const set = { ...local, 'local.s3.enabled': false, 'secrets.source': 'Generated' };
    const names = ofKind(await render({ set }), 'Secret').map(({ metadata }) => metadata.name);
    expect(names).toContain('gho-platform-postgres');
    expect(names).not.toContain('gho-platform-s3');
  });

  it.each(['Existing', 'External'])(
    'every Secret that the local PostgreSQL needs comes from somewhere with %s',
    async (source) => {
      const set = {
        ...local,
        'mlflow.enabled': false,
        'mlflow.trackingUri': 'https://mlflow.example.com',
        'secrets.source': source,
        'secrets.external.storeName': 'store',
      };
      const objects = await render({ set });
      const made = ofKind(objects, 'Secret').map(({ metadata }) => metadata.name);
      expect(made).toEqual(['gho-platform-postgres']);
      if (source === 'Existing') return;
      const fetched = ofKind(objects, 'ExternalSecret').map(({ metadata }) => metadata.name);
      expect([...made, ...fetched]).toEqual(expect.arrayContaining(secretsOf(objects, 'postgres')));
    },
  );
});
