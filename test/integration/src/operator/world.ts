import type {
  PipelineRun,
  PipelineSchedule,
  PipelineSpec,
  StoredPipelineRun,
  StoredPipelineSchedule,
} from '@gho-platform/api';
import { apiVersion, group, labels, version } from '@gho-platform/api';
import type { Api, KubeObject, Resource, Transport } from '@gho-platform/kube';
import {
  apiErrorOf,
  createTransport,
  jobs,
  LiveApi,
  Reflector,
  resourcePath,
  Store,
  systemClock,
} from '@gho-platform/kube';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ControlPlane } from '../servers/control-plane.ts';
import { startControlPlane } from '../servers/control-plane.ts';
import { patienceMs } from '../patience.ts';
import { eventually } from './eventually.ts';
import { FakeKubelet, fakeNode } from './fake-kubelet.ts';
import type { OperatorStart } from './operator-process.ts';
import { OperatorProcess } from './operator-process.ts';

export const pipelines: Resource = { group, version, plural: 'pipelines', kind: 'Pipeline' };
export const schedules: Resource = {
  group,
  version,
  plural: 'pipelineschedules',
  kind: 'PipelineSchedule',
};
const serviceAccounts: Resource = {
  group: '',
  version: 'v1',
  plural: 'serviceaccounts',
  kind: 'ServiceAccount',
};
export const runs: Resource = { group, version, plural: 'pipelineruns', kind: 'PipelineRun' };

/** Two stages, the second of which uses an output of the first. */
export const twoStages: PipelineSpec = {
  stages: [
    { name: 'ingest', image: 'example.org/ingest:1', retry: { limit: 1, backoffSeconds: 0 } },
    {
      name: 'transform',
      image: 'example.org/transform:1',
      env: [{ name: 'DATE', value: '$(stages.ingest.outputs.date)' }],
      retry: { limit: 1, backoffSeconds: 0 },
    },
  ],
};

/** What `ingest` says when it succeeds. */
export const ingestResult = { outputs: { date: '2026-06-01' }, rows: { written: 7 } };

/** Stands for the namespace of a case in what the chart renders. */
const accessNamespace = 'gho-case-namespace';

/** World is a control plane with the CRDs, a fake kubelet, and what was seen of Jobs. */
export class World {
  readonly plane: ControlPlane;
  readonly api: Api;
  readonly transport: Transport;
  readonly kubelet: FakeKubelet;
  /** Names of Jobs with namespace, once for each time that one was created. */
  readonly jobsCreated: string[] = [];
  readonly #watch: Reflector<KubeObject>;
  /** For kubeconfigs, which hold tokens. */
  readonly #folder: string;
  readonly #operators: OperatorProcess[] = [];
  #namespaces = 0;
  #kubeconfigs = 0;
  #access: Promise<string> | undefined;

  private constructor(plane: ControlPlane, transport: Transport, folder: string) {
    this.plane = plane;
    this.transport = transport;
    this.#folder = folder;
    this.api = new LiveApi(transport);
    this.kubelet = new FakeKubelet(transport);
    const store = new Store<KubeObject>();
    store.subscribe(({ type, object }) => {
      const { namespace, name } = object.metadata ?? {};
      if (type !== 'Added') return;
      this.jobsCreated.push(`${namespace}/${name}`);
    });
    const clock = systemClock;
    const random = Math.random;
    this.#watch = new Reflector({ transport, resource: jobs, store, clock, random });
    this.#watch.start();
  }

  static async start(name: string): Promise<World> {
    const plane = await startControlPlane(name);
    const kinds = ['pipelines', 'pipelineruns', 'pipelineschedules'];
    await plane.kubectl(['apply', ...kinds.flatMap((kind) => ['-f', `crds/${kind}.yaml`])]);
    await plane.kubectl(['wait', '--for=condition=Established', 'crd', '--all']);
    // Of a node that does not exist, pods are garbage, and collected once in a minute.
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: fakeNode } };
    await plane.kubectl(['create', '-f', '-'], JSON.stringify(node));
    const limit = { perSecond: 10_000, burst: 10_000 };
    const transport = await createTransport({ kubeConfig: plane.kubeConfig, limit });
    return new World(plane, transport, await mkdtemp(join(tmpdir(), 'gho-test-world-')));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#operators.map((operator) => operator.end('SIGKILL')));
    await this.kubelet.stop();
    await this.#watch.stop();
    await this.transport.close();
    await rm(this.#folder, { recursive: true });
    await this.plane.stop();
  }

  /** A namespace of its own with the Pipeline `demo` and the operator's account and rights. */
  async namespace(spec: PipelineSpec = twoStages): Promise<string> {
    const name = `case-${++this.#namespaces}`;
    await this.#post('/api/v1/namespaces', { metadata: { name } });
    this.#access ??= this.#renderAccess();
    const access = (await this.#access).replaceAll(accessNamespace, name);
    await this.plane.kubectl(['apply', '--namespace', name, '-f', '-'], access);
    await this.#defaultAccount(name);
    await this.createPipeline(name, 'demo', spec);
    return name;
  }

  /** The operator's account and rights as the chart makes them. Helm is slow, so it is asked once. */
  async #renderAccess(): Promise<string> {
    const release = ['gho-platform', 'helm/gho-platform', '--namespace', accessNamespace];
    return this.plane.helm([
      ...['template', ...release, '--values', 'environments/local.yaml'],
      ...['--show-only', 'templates/access/operator-role.yaml'],
      ...['--show-only', 'templates/operator/serviceaccount.yaml'],
    ]);
  }

  /**
   * Without the default account no pod is made, and the Job controller waits longer each time. It comes
   * late when the controller manager has just lost its API server.
   */
  async #defaultAccount(namespace: string): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while ((await this.api.get(serviceAccounts, { namespace, name: 'default' })) === undefined) {
      if (Date.now() > deadline) throw new Error(`namespace ${namespace} got no default account`);
      await delay(20);
    }
  }

  async createPipeline(namespace: string, name: string, spec: PipelineSpec): Promise<void> {
    await this.create(pipelines, {
      apiVersion,
      kind: 'Pipeline',
      metadata: { name, namespace },
      spec,
    });
  }

  async createRun(
    namespace: string,
    name: string,
    spec: Partial<PipelineRun['spec']> = {},
  ): Promise<void> {
    await this.create(runs, {
      apiVersion,
      kind: 'PipelineRun',
      metadata: { name, namespace },
      spec: { pipelineRef: { name: 'demo' }, ...spec },
    });
  }

  async createSchedule(
    namespace: string,
    name: string,
    spec: Partial<PipelineSchedule['spec']> = {},
  ): Promise<void> {
    await this.create(schedules, {
      apiVersion,
      kind: 'PipelineSchedule',
      metadata: { name, namespace },
      spec: { pipelineRef: { name: 'demo' }, cron: ['* * * * *'], timeZone: 'UTC', ...spec },
    });
  }

  async schedule(namespace: string, name: string): Promise<StoredPipelineSchedule | undefined> {
    return this.api.get<StoredPipelineSchedule>(schedules, { namespace, name });
  }

  async create(resource: Resource, object: KubeObject & { readonly spec: object }): Promise<void> {
    const created = await this.api.create(resource, object);
    if (created.kind === 'AlreadyExists') throw new Error(`create ${resource.kind}: exists`);
  }

  /** Merges `change` into an object, as `kubectl patch --type merge` does. */
  async patch(resource: Resource, place: Place, change: object): Promise<void> {
    const path = resourcePath(resource, place);
    const contentType = 'application/merge-patch+json';
    const answer = await this.transport.send({ method: 'PATCH', path, contentType, body: change });
    if (answer.status !== 200) throw apiErrorOf(`patch ${path}`, answer);
  }

  /** Starts an operator with the rights that the chart gives it, and no others. */
  async operator(
    namespace: string,
    options: Partial<OperatorStart> & { readonly server?: string } = {},
  ): Promise<OperatorProcess> {
    const kubeconfig = await this.#kubeconfigOf(namespace, options.server);
    const operator = await OperatorProcess.start({ namespace, kubeconfig, ...options });
    this.#operators.push(operator);
    return operator;
  }

  async run(namespace: string, name: string): Promise<StoredPipelineRun | undefined> {
    return this.api.get<StoredPipelineRun>(runs, { namespace, name });
  }

  /** Resolves with the run once it has ended and its Jobs were seen. */
  async ended(namespace: string, name: string): Promise<StoredPipelineRun> {
    const hasEnded = (run: StoredPipelineRun): boolean => conditionOf(run).status !== 'Unknown';
    const run = await this.until({ namespace, name }, hasEnded);
    await this.#seen(namespace, name);
    return run;
  }

  /** After an outage the watch may come back later than those of the operator. */
  async #seen(namespace: string, run: string): Promise<void> {
    const stored = await this.jobsOf(namespace, run);
    const names = stored.map(({ metadata }) => `${namespace}/${metadata?.name}`);
    await eventually(() => {
      if (names.every((name) => this.jobsCreated.includes(name))) return Promise.resolve();
      return Promise.reject(new Error(`not all were seen of ${names.join(', ')}`));
    });
  }

  /** Resolves with the run once `isSo`. */
  async until(
    { namespace, name }: Place,
    isSo: (run: StoredPipelineRun) => boolean,
  ): Promise<StoredPipelineRun> {
    let last: StoredPipelineRun | undefined;
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      last = await this.run(namespace, name).catch(() => last);
      if (last !== undefined && isSo(last)) return last;
      await delay(50);
    }
    throw new Error(`PipelineRun ${namespace}/${name} is ${JSON.stringify(last?.status)}`);
  }

  /** Names of the Jobs that were ever created for a run. */
  createdFor(namespace: string, run: string): readonly string[] {
    const prefix = `${namespace}/${run}-`;
    return this.jobsCreated
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(namespace.length + 1));
  }

  /** Jobs of a run as they are stored. */
  async jobsOf(namespace: string, run: string): Promise<readonly KubeObject[]> {
    return this.api.list(jobs, { namespace, labelSelector: `${labels.run}=${run}` });
  }

  async #kubeconfigOf(namespace: string, server: string | undefined): Promise<string> {
    const token = await this.#tokenOf(namespace);
    const cluster = this.plane.kubeConfig.getCurrentCluster();
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'operator',
      contexts: [{ name: 'operator', context: { cluster: 'plane', user: 'operator' } }],
      users: [{ name: 'operator', user: { token } }],
      clusters: [{ name: 'plane', cluster: clusterFields(server, cluster ?? undefined) }],
    };
    const path = join(this.#folder, `${namespace}-${++this.#kubeconfigs}.json`);
    await writeFile(path, JSON.stringify(config), { mode: 0o600 });
    return path;
  }

  async #tokenOf(namespace: string): Promise<string> {
    const name = 'gho-platform-operator';
    const path = resourcePath(serviceAccounts, { namespace, name, subresource: 'token' });
    const body = await this.#post(path, { spec: {} });
    return (body as { status: { token: string } }).status.token;
  }

  async #post(path: string, body: object): Promise<unknown> {
    const answer = await this.transport.send({ method: 'POST', path, body });
    if (answer.status !== 201) throw new Error(`post ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}

export interface Place {
  readonly namespace: string;
  readonly name: string;
  readonly subresource?: string;
}

interface ClusterAddress {
  readonly server: string;
  readonly caData?: string | undefined;
  readonly caFile?: string | undefined;
}

function clusterFields(server: string | undefined, cluster: ClusterAddress | undefined): object {
  if (server !== undefined) return { server, 'insecure-skip-tls-verify': true };
  return {
    server: cluster?.server,
    'certificate-authority-data': cluster?.caData,
    'certificate-authority': cluster?.caFile,
  };
}

/** The summary condition, Unknown when there is none yet. */
export function conditionOf(run: StoredPipelineRun): { status: string; reason: string } {
  const found = run.status?.conditions?.find(({ type }) => type === 'Succeeded');
  return { status: found?.status ?? 'Unknown', reason: found?.reason ?? '' };
}

/** `stage=state` of each stage. */
export function statesOf(run: StoredPipelineRun): readonly string[] {
  return (run.status?.stages ?? []).map(({ name, state }) => `${name}=${state}`);
}
