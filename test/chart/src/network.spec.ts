import { describe, expect, it } from '@jest/globals';
import { workloadsOf } from './pods.ts';
import { ofKind, render, valueSets, type KubeObject } from './render.ts';

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: 'Exists' }[];
}

interface Policy {
  readonly podSelector: Selector;
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly Peer[] }[];
  readonly egress?: readonly {
    readonly to?: readonly Peer[];
    readonly ports?: readonly { readonly port: number }[];
  }[];
}

interface Peer {
  readonly podSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
}

type Labels = Readonly<Record<string, string>>;

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key }) => key in labels)
  );
}

function policiesFor(objects: readonly KubeObject[], labels: Labels): Policy[] {
  return ofKind(objects, 'NetworkPolicy')
    .map(({ spec }) => spec as unknown as Policy)
    .filter(({ podSelector }) => selects(podSelector, labels));
}

/** Names of the workloads that pods with `labels` may open a connection to. */
function reachable(objects: readonly KubeObject[], labels: Labels): string[] {
  const peers = policiesFor(objects, labels).flatMap(({ egress = [] }) =>
    egress.flatMap(({ to = [] }) => to),
  );
  return workloadsOf(objects)
    .filter((workload) =>
      peers.some(
        ({ podSelector }) => podSelector !== undefined && selects(podSelector, workload.labels),
      ),
    )
    .map(({ name }) => name)
    .sort();
}

/** Networks and ports, as `network:port`, that pods with `labels` may open a connection to. */
function addresses(objects: readonly KubeObject[], labels: Labels): string[] {
  const rules = policiesFor(objects, labels).flatMap(({ egress = [] }) => egress);
  const found = rules.flatMap(({ to = [], ports = [] }) =>
    to.flatMap(({ ipBlock }) =>
      ipBlock === undefined ? [] : ports.map(({ port }) => `${ipBlock.cidr}:${port}`),
    ),
  );
  return [...new Set(found)].sort();
}

const mlflow = {
  'app.kubernetes.io/name': 'mlflow',
  'app.kubernetes.io/instance': 'gho-platform',
  'app.kubernetes.io/part-of': 'gho-platform',
};

/** Names of the workloads that accept a connection from pods with `labels`. */
function admitting(objects: readonly KubeObject[], labels: Labels): string[] {
  return workloadsOf(objects)
    .filter((workload) =>
      policiesFor(objects, workload.labels)
        .flatMap(({ ingress = [] }) => ingress.flatMap(({ from = [] }) => from))
        .some(({ podSelector }) => podSelector !== undefined && selects(podSelector, labels)),
    )
    .map(({ name }) => name)
    .sort();
}

const stageLabel = 'pipelines.gho-platform.dev/stage';

describe.each(Object.entries(valueSets))('with the values %s', (_, values) => {
  it('pods of every workload and stage are closed in both directions unless a policy opens them', async () => {
    const objects = await render(values);
    const stages = ['ingest', 'transform', 'dbt', 'train', 'another'].map((stage) => ({
      [stageLabel]: stage,
    }));
    for (const labels of [...stages, ...workloadsOf(objects).map((workload) => workload.labels)]) {
      const types = policiesFor(objects, labels).flatMap(({ policyTypes }) => policyTypes);
      expect(new Set(types)).toEqual(new Set(['Ingress', 'Egress']));
    }
  });
});

describe('a stage of one’s own', () => {
  const set = {
    'mlflow.serviceType': 'ClusterIP',
    'local.postgres.serviceType': 'ClusterIP',
    'networkPolicy.additionalStages': {
      another: ['s3', 'warehouse'],
      ingest: ['mlflow'],
      other: ['ghoApi'],
    },
  };

  it.each<[string, string[]]>([
    ['another', ['postgres', 's3']],
    ['ingest', ['gho-replay', 'mlflow', 's3']],
    ['other', ['gho-replay']],
    ['train', ['mlflow', 'postgres']],
    ['yet-another', []],
  ])('%s reaches and is let in by exactly %j', async (stage, expected) => {
    const objects = await render({ ...valueSets.local, set });
    const labels = { [stageLabel]: stage };
    expect(reachable(objects, labels)).toEqual(expected);
    expect(admitting(objects, labels)).toEqual(expected);
  });

  it('reaches services elsewhere by their networks', async () => {
    const objects = await render({ ...valueSets.minimal, set });
    expect(addresses(objects, { [stageLabel]: 'another' })).toEqual([
      '0.0.0.0/0:443',
      '0.0.0.0/0:5432',
    ]);
  });
});

describe('the Job that migrates the warehouse', () => {
  it('reaches PostgreSQL and nothing else, and is let in', async () => {
    const set = { 'warehouse.migration.enabled': true, 'local.postgres.serviceType': 'ClusterIP' };
    const objects = await render({ ...valueSets.local, set });
    const { labels = {} } =
      workloadsOf(objects).find(({ name }) => name === 'gho-warehouse-migration') ?? {};
    expect(reachable(objects, labels)).toEqual(['postgres']);
    expect(admitting(objects, labels)).toEqual(['postgres']);
    expect(addresses(objects, labels)).toEqual([]);
  });
});

describe('with every service in the cluster', () => {
  it.each<[string, string[]]>([
    ['ingest', ['gho-replay', 's3']],
    ['transform', ['postgres', 's3']],
    ['dbt', ['postgres', 's3']],
    ['train', ['mlflow', 'postgres']],
    ['another', []],
  ])('the stage %s reaches exactly %j', async (stage, expected) => {
    const objects = await render(valueSets.local ?? {});
    expect(reachable(objects, { [stageLabel]: stage })).toEqual(expected);
  });

  it('no service accepts a stage that has no business with it', async () => {
    const objects = await render({
      ...valueSets.local,
      set: { 'mlflow.serviceType': 'ClusterIP', 'local.postgres.serviceType': 'ClusterIP' },
    });
    const accepts = (name: string): string[] => {
      const labels = workloadsOf(objects).find((workload) => workload.name === name)?.labels ?? {};
      const peers = policiesFor(objects, labels).flatMap(({ ingress = [] }) =>
        ingress.flatMap(({ from = [] }) => from),
      );
      return ['ingest', 'transform', 'dbt', 'train', 'another'].filter((stage) =>
        peers.some(
          ({ podSelector }) =>
            podSelector !== undefined && selects(podSelector, { [stageLabel]: stage }),
        ),
      );
    };
    expect(accepts('s3')).toEqual(['ingest', 'transform', 'dbt']);
    expect(accepts('postgres')).toEqual(['transform', 'dbt', 'train']);
    expect(accepts('gho-replay')).toEqual(['ingest']);
    expect(accepts('mlflow')).toEqual(['train']);
  });
});

describe('outside the cluster', () => {
  const agent = ['169.254.170.23/32:80', 'fd00:ec2::23/128:80'];

  it.each<[string, string[]]>([
    ['ingest', agent],
    ['transform', agent],
    ['dbt', agent],
    ['train', []],
    ['another', []],
  ])('the stage %s reaches of the agent of Pod Identity exactly %j', async (stage, expected) => {
    const objects = await render(valueSets.prod ?? {});
    const found = addresses(objects, { [stageLabel]: stage });
    expect(found.filter((address) => agent.includes(address))).toEqual(expected);
  });

  it.each(['dev', 'staging', 'prod'])('MLflow of %s reaches the agent too', async (name) => {
    expect(addresses(await render(valueSets[name] ?? {}), mlflow)).toEqual(
      expect.arrayContaining(agent),
    );
  });

  it.each(['dev', 'staging', 'prod'])(
    'the operator of %s reaches the API server by its endpoints and by its Service',
    async (name) => {
      const labels = { ...mlflow, 'app.kubernetes.io/name': 'operator' };
      const [vpc, services] = ['10.0.0.0/16', '172.20.0.0/16'];
      expect(addresses(await render(valueSets[name] ?? {}), labels)).toEqual(
        [vpc, services].flatMap((cidr) => [443, 6443].map((port) => `${cidr}:${port}`)),
      );
    },
  );

  it('nobody reaches the agent where it is not used', async () => {
    const without = await render(valueSets.minimal ?? {});
    expect(addresses(without, mlflow)).not.toEqual(expect.arrayContaining([agent[0]]));
    expect(addresses(without, { [stageLabel]: 'ingest' })).toEqual(['0.0.0.0/0:443']);
  });
});

describe('the ports of services elsewhere', () => {
  const elsewhere = { 'mlflow.enabled': false, 'mlflow.trackingUri': 'https://mlflow.example.com' };

  it.each<[string, Record<string, unknown>, string]>([
    ['transform', {}, '0.0.0.0/0:443'],
    ['transform', { 's3.endpoint': 'http://minio:9000' }, '0.0.0.0/0:9000'],
    ['transform', { 's3.endpoint': 'http://minio' }, '0.0.0.0/0:80'],
    ['transform', { 's3.endpoint': 'https://minio' }, '0.0.0.0/0:443'],
    ['transform', { 's3.endpoint': 'https://[fd00::1]:9000' }, '0.0.0.0/0:9000'],
    ['transform', { 's3.endpoint': 'https://[fd00::1]' }, '0.0.0.0/0:443'],
    ['ingest', { 'stages.ghoApiBaseUrl': 'http://a.example.com:8080/b/' }, '0.0.0.0/0:8080'],
    ['train', { 'mlflow.trackingUri': 'http://a.example.com:5000/b' }, '0.0.0.0/0:5000'],
    ['train', {}, '0.0.0.0/0:443'],
  ])('are those of their URLs: %s with %j reaches %s', async (stage, set, address) => {
    const objects = await render({ ...valueSets.minimal, set: { ...elsewhere, ...set } });
    expect(addresses(objects, { [stageLabel]: stage })).toContain(address);
  });

  it('are no others', async () => {
    const set = { 's3.endpoint': 'http://minio:9000' };
    const objects = await render({ ...valueSets.minimal, set });
    expect(addresses(objects, mlflow)).toEqual(['0.0.0.0/0:5432', '0.0.0.0/0:9000']);
  });
});

describe('switched off', () => {
  it('there are no policies', async () => {
    const objects = await render({ ...valueSets.local, set: { 'networkPolicy.enabled': false } });
    expect(ofKind(objects, 'NetworkPolicy')).toEqual([]);
  });
});
