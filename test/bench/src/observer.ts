import { group, labels, version } from '@gho-platform/api';
import type { KubeObject, Resource, Transport } from '@gho-platform/kube';
import { jobs, pods, Reflector, Store, systemClock } from '@gho-platform/kube';
import type { Happening, Moment, Timeline } from './timeline.ts';

export const pipelines: Resource = { group, version, plural: 'pipelines', kind: 'Pipeline' };
export const runs: Resource = { group, version, plural: 'pipelineruns', kind: 'PipelineRun' };

/** What of a pod, Job or run says how far it is. */
interface Watched extends KubeObject {
  readonly status?: {
    readonly containerStatuses?: readonly {
      readonly state?: { readonly terminated?: { readonly exitCode: number } };
    }[];
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** Observer watches pods, Jobs and runs, and notes in a timeline what it sees. */
export class Observer {
  readonly #transport: Transport;
  readonly #reflectors: Reflector<Watched>[] = [];
  #timeline: Timeline;
  readonly #failure = Promise.withResolvers<never>();

  constructor(transport: Transport, timeline: Timeline) {
    this.#transport = transport;
    this.#timeline = timeline;
    // Who waits for the end of chains waits for this too; before that nobody does.
    this.#failure.promise.catch(() => undefined);
  }

  /** Rejects when something fails: nothing of a benchmark may. */
  get failure(): Promise<never> {
    return this.#failure.promise;
  }

  /** Notes from now on in another timeline. */
  follow(timeline: Timeline): void {
    this.#timeline = timeline;
  }

  /** Starts to watch; resolves when everything that is there was seen. */
  async start(): Promise<void> {
    this.#watch(pods, labels.runUid, (pod) => {
      this.#seePod(pod);
    });
    this.#watch(jobs, labels.runUid, (job) => {
      this.#seeJob(job);
    });
    this.#watch(runs, undefined, (run) => {
      this.#seeRun(run);
    });
    while (!this.#reflectors.every(({ synced }) => synced)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#reflectors.map((reflector) => reflector.stop()));
  }

  #watch(
    resource: Resource,
    labelSelector: string | undefined,
    see: (object: Watched) => void,
  ): void {
    const store = new Store<Watched>();
    store.subscribe(({ type, object }) => {
      if (type !== 'Deleted') see(object);
    });
    const reflector = new Reflector<Watched>({
      transport: this.#transport,
      resource,
      store,
      ...(labelSelector === undefined ? {} : { labelSelector }),
      // Thousands of them are kept, and their specs say nothing here.
      transform: ({ metadata = {}, status = {} }) => ({ metadata, status }),
      clock: systemClock,
      random: Math.random,
    });
    this.#reflectors.push(reflector);
    reflector.start();
  }

  #seePod(pod: Watched): void {
    const { metadata = {}, status = {} } = pod;
    if (metadata.ownerReferences === undefined) this.#noteCreated(pod);
    const terminated = status.containerStatuses?.[0]?.state?.terminated;
    if (terminated === undefined) return;
    if (terminated.exitCode === 0) this.#note('terminated', pod);
    else this.#fail(pod);
  }

  #seeJob(job: Watched): void {
    this.#noteCreated(job);
    if (has(job, 'Complete', 'True')) this.#note('completed', job);
    if (has(job, 'Failed', 'True')) this.#fail(job);
  }

  #seeRun(run: Watched): void {
    const chain = run.metadata?.name ?? '';
    if (has(run, 'Succeeded', 'True')) {
      this.#timeline.note({ happening: 'ended', chain }, performance.now());
    }
    if (has(run, 'Succeeded', 'False')) this.#fail(run);
  }

  #noteCreated(object: Watched): void {
    this.#timeline.noteCreated(stageOf(object), object.metadata?.uid ?? '', performance.now());
  }

  #note(happening: Happening, object: Watched): void {
    const moment: Moment = { happening, ...stageOf(object) };
    this.#timeline.note(moment, performance.now());
  }

  #fail({ metadata, status }: Watched): void {
    this.#failure.reject(new Error(`${metadata?.name ?? ''} failed: ${JSON.stringify(status)}`));
  }
}

function has({ status }: Watched, type: string, value: string): boolean {
  return status?.conditions?.some((one) => one.type === type && one.status === value) === true;
}

function stageOf({ metadata }: Watched): { readonly chain: string; readonly stage: string } {
  const given = metadata?.labels ?? {};
  return { chain: given[labels.run] ?? '', stage: given[labels.stage] ?? '' };
}
