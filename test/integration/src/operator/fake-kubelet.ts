import { labels, stageContainer } from '@gho-platform/api';
import type { ApiRequest, ApiResponse, KubeObject, Transport } from '@gho-platform/kube';
import {
  ConnectionError,
  pods,
  Reflector,
  resourcePath,
  Store,
  systemClock,
} from '@gho-platform/kube';
import { setTimeout as delay } from 'node:timers/promises';
import { patienceMs } from '../patience.ts';

/** What a stage's container does, once. */
export interface ContainerScript {
  readonly exitCode: number;
  /** Termination message: the stage's result. */
  readonly result?: object;
  /** Runs until `release` is called for it, or until it is deleted. */
  readonly hold?: boolean;
  /** An injected sidecar goes on: the pod stays Running, and its Job never says that it is done. */
  readonly sidecar?: boolean;
}

export type Script = (pod: PodIdentity) => ContainerScript;

export interface PodIdentity {
  readonly namespace: string;
  readonly run: string;
  readonly stage: string;
  readonly attempt: number;
}

/** What became of a pod, in the order in which it did. */
export type PodEvent = PodIdentity &
  (
    | { readonly kind: 'Started'; readonly pod: string }
    | { readonly kind: 'Ended'; readonly pod: string; readonly exitCode: number }
  );

/** The node to which pods are bound. */
export const fakeNode = 'fake-node';

const succeed: ContainerScript = { exitCode: 0 };

interface Pod extends KubeObject {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: { readonly phase?: string };
}

/**
 * FakeKubelet plays the kubelet for pods of stages: the Job controller makes them, this binds them
 * to a node on which nothing runs and reports what their containers "did".
 */
export class FakeKubelet {
  readonly #transport: Transport;
  readonly #reflector: Reflector<Pod>;
  readonly #store = new Store<Pod>();
  readonly #started = new Set<string>();
  readonly #ended = new Set<string>();
  /** uids of pods that run until they are released. */
  readonly #held = new Set<string>();
  /** By uid of the pod. */
  readonly #scripts = new Map<string, ContainerScript>();
  readonly #work = new Set<Promise<void>>();
  #stopped = false;
  /** Names of pods in the order in which they started, with what they were. */
  readonly starts: PodIdentity[] = [];
  /**
   * Starts and ends of pods. An end is here before anybody can know of it, so that what follows from it
   * comes after it.
   */
  readonly journal: PodEvent[] = [];
  /** How many pods ran at the same time, at most, for each run. */
  readonly #active = new Map<string, Set<string>>();
  readonly mostActive = new Map<string, number>();
  script: Script = () => succeed;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#reflector = new Reflector<Pod>({
      transport,
      resource: pods,
      labelSelector: labels.runUid,
      store: this.#store,
      clock: systemClock,
      random: Math.random,
    });
    this.#store.subscribe(({ type, object }) => {
      if (type === 'Deleted') this.#setActive(object, false);
      else this.#track(object);
    });
    this.#reflector.start();
  }

  /** Lets a container that is held end, as its script says, or as soon as it runs. */
  async release(run: string, stage: string): Promise<void> {
    const held = await this.untilHeld(run, stage);
    await Promise.all(
      held.map((pod) => this.#end(pod, this.#scripts.get(pod.metadata?.uid ?? '') ?? succeed)),
    );
  }

  /** Resolves with the pods of a stage that run until they are released, once there are any. */
  async untilHeld(run: string, stage: string): Promise<readonly KubeObject[]> {
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      const held = this.#heldPods(run, stage);
      if (held.length > 0) return held;
      await delay(20);
    }
    throw new Error(`no pod of run ${run}, stage ${stage} is held`);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#reflector.stop();
    await Promise.all(this.#work);
  }

  #track(pod: Pod): void {
    const uid = pod.metadata?.uid ?? '';
    if (!this.#started.has(uid)) {
      this.#started.add(uid);
      this.#do(this.#run(pod));
    } else if (pod.metadata?.deletionTimestamp !== undefined && this.#isRunning(pod)) {
      this.#do(this.#kill(pod));
    }
  }

  #heldPods(run: string, stage: string): readonly Pod[] {
    return this.#store
      .all()
      .filter((pod) => identityOf(pod).run === run && identityOf(pod).stage === stage)
      .filter((pod) => this.#isRunning(pod) && this.#held.has(pod.metadata?.uid ?? ''));
  }

  #isRunning(pod: Pod): boolean {
    return !this.#ended.has(pod.metadata?.uid ?? '');
  }

  async #run(pod: Pod): Promise<void> {
    const identity = identityOf(pod);
    const script = this.script(identity);
    this.#scripts.set(pod.metadata?.uid ?? '', script);
    await this.#send(pod, 'binding', {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: pod.metadata?.name },
      target: { apiVersion: 'v1', kind: 'Node', name: fakeNode },
    });
    this.starts.push(identity);
    this.journal.push({ ...identity, kind: 'Started', pod: pod.metadata?.name ?? '' });
    this.#setActive(pod, true);
    await this.#setStatus(pod, 'Running', { running: { startedAt: nowInSeconds() } });
    if (script.hold === true) this.#held.add(pod.metadata?.uid ?? '');
    else await this.#end(pod, script);
  }

  async #end(pod: Pod, { exitCode, result, sidecar }: ContainerScript): Promise<void> {
    this.#ended.add(pod.metadata?.uid ?? '');
    this.#setActive(pod, false);
    const name = pod.metadata?.name ?? '';
    this.journal.push({ ...identityOf(pod), kind: 'Ended', pod: name, exitCode });
    const phase = exitCode === 0 ? 'Succeeded' : 'Failed';
    await this.#setStatus(pod, sidecar === true ? 'Running' : phase, {
      terminated: {
        exitCode,
        reason: exitCode === 0 ? 'Completed' : 'Error',
        finishedAt: nowInSeconds(),
        ...(result === undefined ? {} : { message: JSON.stringify(result) }),
      },
    });
  }

  /** SIGTERM, which the container obeys, then the pod goes. */
  async #kill(pod: Pod): Promise<void> {
    await this.#end(pod, { exitCode: 143 });
    const name = pod.metadata?.name;
    const path = resourcePath(pods, { namespace: pod.metadata?.namespace, name });
    await this.#transport.send({ method: 'DELETE', path, body: { gracePeriodSeconds: 0 } });
  }

  async #setStatus(pod: Pod, phase: string, state: object): Promise<void> {
    const containerStatuses = [
      { name: stageContainer, state, image: 'x', imageID: 'x', ready: false, restartCount: 0 },
    ];
    await this.#send(pod, 'status', { status: { phase, containerStatuses } });
  }

  async #send(pod: Pod, subresource: 'binding' | 'status', body: object): Promise<void> {
    const method = subresource === 'binding' ? 'POST' : 'PATCH';
    const { namespace, name } = pod.metadata ?? {};
    const contentType =
      method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json';
    const path = resourcePath(pods, { namespace, name, subresource });
    const answer = await this.#insist({ method, path, body, contentType });
    // A pod may be gone or bound already; anything else is a mistake of the test.
    if (answer.status >= 300 && answer.status !== 404 && answer.status !== 409) {
      throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    }
  }

  /** Asks again while the API server is away or about to come, as a kubelet does. */
  async #insist(request: ApiRequest): Promise<ApiResponse> {
    for (;;) {
      const answer = await this.#transport.send(request).catch((error: unknown) => {
        if (this.#stopped || !(error instanceof ConnectionError)) throw error;
      });
      if (answer !== undefined && (!isBusy(answer) || this.#stopped)) return answer;
      await delay(200);
    }
  }

  #setActive(pod: Pod, active: boolean): void {
    const { namespace, run } = identityOf(pod);
    const key = `${namespace}/${run}`;
    const pods = this.#active.get(key) ?? new Set<string>();
    this.#active.set(key, pods);
    if (active) pods.add(pod.metadata?.uid ?? '');
    else pods.delete(pod.metadata?.uid ?? '');
    this.mostActive.set(key, Math.max(this.mostActive.get(key) ?? 0, pods.size));
  }

  #do(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => {
        // The API server may be away on purpose; the test asserts what became of the run.
        process.stderr.write(`fake kubelet: ${String(error)}\n`);
      })
      .finally(() => this.#work.delete(done));
    this.#work.add(done);
  }
}

/** A server that has just started answers 429 until its caches are filled. */
function isBusy({ status }: ApiResponse): boolean {
  return status === 429 || status >= 500;
}

function identityOf(pod: KubeObject): PodIdentity {
  const { namespace = '', labels: given = {} } = pod.metadata ?? {};
  return {
    namespace,
    run: given[labels.run] ?? '',
    stage: given[labels.stage] ?? '',
    attempt: Number(given[labels.attempt]),
  };
}

/** As the kubelet writes times: to the second. */
function nowInSeconds(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
