import { KubeConfig } from '@kubernetes/client-node';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { StoredPipelineRun } from '@gho-platform/api';
import type { Pod } from '../why/evidence.ts';

/** What a request for the log of a pod is answered with. */
export type LogAnswer = (response: ServerResponse, query: URLSearchParams) => void;

/** ApiServer has one run, its pods, and their logs; collections can be watched. */
export class ApiServer {
  readonly #server = createServer((request, response) => {
    this.#answer(request, response);
  });
  readonly #watches: { readonly plural: string; readonly response: ServerResponse }[] = [];
  readonly #logs = new Map<string, LogAnswer[]>();
  #version = 100;
  #run: StoredPipelineRun;
  #pods: readonly Pod[] = [];
  /** Queries of logs by pod, in order. */
  readonly logQueries: (readonly [pod: string, query: string])[] = [];
  /** Part of a path or a query that is answered with 403. */
  forbidden = 'nothing';

  constructor(run: StoredPipelineRun) {
    this.#run = run;
  }

  async start(): Promise<KubeConfig> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromOptions({
      clusters: [{ name: 'fake', server: `http://127.0.0.1:${port}`, skipTLSVerify: true }],
      users: [{ name: 'nobody' }],
      contexts: [{ name: 'fake', cluster: 'fake', user: 'nobody' }],
      currentContext: 'fake',
    });
    return kubeConfig;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Answers to the requests for a log, one after the other; the last one goes on. */
  log(pod: Pod, ...answers: LogAnswer[]): void {
    this.#logs.set(pod.metadata.name, answers);
  }

  setRun(run: StoredPipelineRun): void {
    this.#run = { ...run, metadata: { ...run.metadata, resourceVersion: this.#nextVersion() } };
    this.#tell('pipelineruns', this.#run);
  }

  deleteRun(): void {
    const metadata = { ...this.#run.metadata, resourceVersion: this.#nextVersion() };
    this.#tell('pipelineruns', { ...this.#run, metadata }, 'DELETED');
  }

  setPods(...pods: readonly Pod[]): void {
    this.#pods = pods.map((pod) => ({
      ...pod,
      metadata: { ...pod.metadata, resourceVersion: this.#nextVersion() },
    }));
    for (const pod of this.#pods) this.#tell('pods', pod);
  }

  /** Cuts every watch, as a load balancer does. */
  cutWatches(): void {
    for (const { response } of this.#watches.splice(0)) response.destroy();
  }

  /** Resolves when somebody watches. */
  async watched(): Promise<void> {
    const deadline = Date.now() + 5000;
    while (this.#watches.length === 0) {
      if (Date.now() > deadline) throw new Error('nobody watches');
      await delay(5);
    }
  }

  /** Resolves when a log was asked for this many times. */
  async asked(times: number): Promise<void> {
    const deadline = Date.now() + 5000;
    while (this.logQueries.length < times) {
      if (Date.now() > deadline) throw new Error(`asked only ${this.logQueries.length} times`);
      await delay(5);
    }
  }

  #nextVersion(): string {
    return String(++this.#version);
  }

  #tell(plural: string, object: object, type = 'MODIFIED'): void {
    const line = `${JSON.stringify({ type, object })}\n`;
    for (const watch of this.#watches) if (watch.plural === plural) watch.response.write(line);
  }

  /** What changed between two watches. */
  #replay(plural: string, since: number, response: ServerResponse): void {
    for (const object of plural === 'pods' ? this.#pods : [this.#run]) {
      if (Number(object.metadata.resourceVersion) <= since) continue;
      response.write(`${JSON.stringify({ type: 'MODIFIED', object })}\n`);
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://server');
    const [plural = '', name, subresource] = pathname
      .split('/')
      .slice(pathname.startsWith('/apis') ? 6 : 5);
    if ((request.url ?? '').includes(this.forbidden)) {
      json(response, 403, { message: `${plural} is forbidden`, reason: 'Forbidden' });
    } else if (subresource === 'log') {
      this.#answerLog(name ?? '', searchParams, response);
    } else if (searchParams.get('watch') === 'true') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      this.#watches.push({ plural, response });
      this.#replay(plural, Number(searchParams.get('resourceVersion')), response);
    } else {
      this.#answerObjects(plural, name, response);
    }
  }

  #answerObjects(plural: string, name: string | undefined, response: ServerResponse): void {
    const collections: Readonly<Record<string, readonly { metadata: { name: string } }[]>> = {
      pods: this.#pods,
      pipelineruns: [this.#run],
    };
    const items = collections[plural] ?? [];
    if (name === undefined) {
      json(response, 200, { metadata: { resourceVersion: String(this.#version) }, items });
      return;
    }
    const found = items.find(({ metadata }) => metadata.name === name);
    json(response, found === undefined ? 404 : 200, found ?? { message: 'not found' });
  }

  #answerLog(pod: string, query: URLSearchParams, response: ServerResponse): void {
    this.logQueries.push([pod, query.toString()]);
    const answers = this.#logs.get(pod) ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === undefined) json(response, 404, { message: 'not found' });
    else answer(response, query);
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** The whole log, then the end. */
export function lines(...texts: readonly string[]): LogAnswer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end(texts.map((text) => `${text}\n`).join(''));
  };
}

/** A part of the log, then a connection that breaks. */
export function cutAfter(text: string): LogAnswer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write(text, () => setTimeout(() => response.destroy(), 20));
  };
}
