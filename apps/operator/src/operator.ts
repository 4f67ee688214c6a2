import { labels } from '@gho-platform/api';
import type { Clock, KubeObject, Resource, Store } from '@gho-platform/kube';
import { jobs, pods } from '@gho-platform/kube';
import type { Logger } from 'pino';
import type { ResourceEvent, WatchArguments } from './base-operator.ts';
import { BaseOperator, resourceEventOf } from './base-operator.ts';
import type { Caches } from './caches.ts';
import { createCaches } from './caches.ts';
import type { Clients } from './clients.ts';
import { createClients } from './clients.ts';
import type { Config } from './config.ts';
import { leaveEndingNamespaces } from './ending-namespaces.ts';
import { Leadership } from './leadership.ts';
import type { Metrics } from './metrics.ts';
import { Probes } from './probes.ts';
import { jobToKeep, pipelineRuns, pipelines, pipelineSchedules, podToKeep } from './resources.ts';
import { wakesOf } from './triggers.ts';
import { Watches } from './watches.ts';

export interface OperatorOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

interface Running {
  readonly clients: Clients;
  readonly watches: Watches;
  readonly leadership: Leadership;
  readonly probes: Probes;
}

/**
 * PlatformOperator is the process: it watches, takes part in the election, and works on runs while
 * it leads. A standby watches too, so that it can take over with filled caches.
 */
export class PlatformOperator extends BaseOperator {
  readonly #options: OperatorOptions;
  readonly #caches: Caches;
  readonly #stopping = new AbortController();
  #running: Running | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: OperatorOptions) {
    super(options.logger);
    this.#options = options;
    const { logger } = options;
    this.#caches = createCaches({
      onListenerError: (error) => {
        logger.error({ err: error }, 'Listener of a cache failed');
      },
    });
    options.metrics.finishedRuns.follow(this.#caches);
  }

  /** Begins to stop. `stopped` resolves when that is done. */
  override stop(): void {
    this.#stopped ??= this.#shutDown();
  }

  /** Resolves once a stop is complete: keys under work done, lease given back, streams closed. */
  async stopped(): Promise<void> {
    await this.#stopped;
  }

  protected override async init(): Promise<void> {
    const { config, logger, clock, metrics } = this.#options;
    const clients = await createClients({ ...this.#options, kubeConfig: this.kubeConfig });
    const watches = new Watches({
      transport: clients.control,
      clock,
      onProblem: ({ resource, namespace, error, retryInMs, relist }) => {
        metrics.watchProblem(resource.plural);
        const fields = { resource: resource.plural, namespace, retryInMs, relist };
        logger.warn({ ...fields, err: error }, 'Watch was interrupted');
      },
    });
    const leadership = new Leadership({ ...this.#options, clients, caches: this.#caches });
    const probes = new Probes({ metrics, watches: () => watches.states });
    this.#running = { clients, watches, leadership, probes };
    await probes.listen(config);
    for (const namespace of config.namespaces.length === 0 ? [undefined] : config.namespaces) {
      await this.#watchNamespace(namespace);
    }
    await watches.synced(this.#stopping.signal);
    if (this.#stopping.signal.aborted) return;
    logger.info({ runs: this.#caches.runs.size, namespaces: config.namespaces }, 'Caches filled');
    leadership.start();
  }

  protected override watchResource(...watch: WatchArguments): Promise<void> {
    const [watchGroup, version, plural, onEvent, namespace] = watch;
    const { resource, ...rest } = this.#watched(plural);
    if (resource.group !== watchGroup || resource.version !== version) {
      throw new Error(`watch ${plural}.${watchGroup}/${version}: not a kind of this operator`);
    }
    rest.store.subscribe((change) => {
      if (namespace !== undefined && change.object.metadata?.namespace !== namespace) return;
      onEvent(resourceEventOf(resource, change)).catch((error: unknown) => {
        this.#options.logger.error({ err: error, resource: plural }, 'Event was not taken');
      });
    });
    const scope = namespace === undefined ? {} : { namespace };
    this.#running?.watches.add({ resource, ...rest, ...scope });
    return Promise.resolve();
  }

  async #watchNamespace(namespace: string | undefined): Promise<void> {
    for (const resource of [pipelines, pipelineRuns, pipelineSchedules, jobs, pods]) {
      const onEvent = (event: ResourceEvent): Promise<void> => this.#trigger(resource, event);
      await this.watchResource(
        resource.group,
        resource.version,
        resource.plural,
        onEvent,
        ...(namespace === undefined ? [] : [namespace]),
      );
    }
  }

  #trigger(resource: Resource, event: ResourceEvent): Promise<void> {
    for (const wake of wakesOf(resource.plural, fromEvent(event))) {
      this.#running?.leadership.add(wake);
    }
    return Promise.resolve();
  }

  #watched(plural: string): WatchedKind {
    const kind = watchedKinds[plural];
    if (kind === undefined) throw new Error(`watch ${plural}: not a kind of this operator`);
    return { ...kind, store: kind.storeOf(this.#caches) };
  }

  async #shutDown(): Promise<void> {
    this.#stopping.abort();
    const { logger } = this.#options;
    if (this.#running === undefined) return;
    const { leadership, watches, probes, clients } = this.#running;
    await Promise.all([leadership.stop(), this.#leave(clients)]);
    await watches.stop();
    await probes.close();
    await clients.close();
    logger.info('Operator stopped');
  }

  /** A stop goes on although this fails: the lease has to be given back. */
  async #leave({ control: transport }: Clients): Promise<void> {
    try {
      await leaveEndingNamespaces({ transport, caches: this.#caches });
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'Jobs of ending namespaces were not let go');
    }
  }
}

interface KindToWatch {
  readonly resource: Resource;
  readonly storeOf: (caches: Caches) => Store<KubeObject>;
  readonly labelSelector?: string;
  readonly transform?: (object: KubeObject) => KubeObject;
}

type WatchedKind = Omit<KindToWatch, 'storeOf'> & { readonly store: Store<KubeObject> };

/** Of Jobs and pods only those of runs: a namespace may hold thousands of others. */
const watchedKinds: Readonly<Record<string, KindToWatch>> = {
  [pipelines.plural]: { resource: pipelines, storeOf: ({ pipelines: store }) => asStore(store) },
  [pipelineRuns.plural]: { resource: pipelineRuns, storeOf: ({ runs }) => asStore(runs) },
  [pipelineSchedules.plural]: {
    resource: pipelineSchedules,
    storeOf: ({ schedules }) => asStore(schedules),
  },
  jobs: {
    resource: jobs,
    storeOf: (caches) => caches.jobs,
    labelSelector: labels.runUid,
    transform: jobToKeep,
  },
  pods: {
    resource: pods,
    storeOf: (caches) => caches.pods,
    labelSelector: labels.runUid,
    transform: podToKeep,
  },
};

/** The API server, which validates against the CRD, vouches for the form of what is listed. */
function asStore<T extends KubeObject>(store: Store<T>): Store<KubeObject> {
  return store as unknown as Store<KubeObject>;
}

/** The base class types events as client-node does; the object is the one that was given to it. */
function fromEvent({ object }: ResourceEvent): KubeObject {
  return object as unknown as KubeObject;
}
