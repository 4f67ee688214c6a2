import type { KubeConfig } from '@kubernetes/client-node';
import { once } from 'node:events';
import type { IncomingMessage, RequestOptions, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';

/** ProxiedWrite is one request of the operator that changes something. */
export interface ProxiedWrite {
  readonly method: string;
  readonly path: string;
  /** From 0, among the writes for runs. */
  readonly number: number;
  /** From 0, among the writes of this method and path. */
  readonly occurrence: number;
}

/** Fault says what befalls a write. */
export type Fault =
  | { readonly kind: 'None' }
  /** Calls back, and the API server never sees the request. */
  | { readonly kind: 'BeforeApply'; readonly then: () => void }
  /** Calls back once the API server has done it, and the answer is lost. */
  | { readonly kind: 'AfterApply'; readonly then: () => void }
  /** Answers in the API server's place. */
  | { readonly kind: 'Answer'; readonly status: number; readonly retryAfterSeconds?: number };

export type FaultRule = (write: ProxiedWrite) => Fault;

const none: Fault = { kind: 'None' };

/** Writes that are not about runs: their number varies from one execution to the next. */
const unnumbered = /\/(leases|events)(\/|$)/;

/** FaultProxy stands between an operator and the API server and makes things go wrong. */
export class FaultProxy {
  readonly #server: Server;
  readonly #upstream: RequestOptions;
  readonly writes: ProxiedWrite[] = [];
  rule: FaultRule = () => none;

  private constructor(upstream: RequestOptions) {
    this.#upstream = upstream;
    this.#server = createServer((request, response) => {
      this.#forward(request, response);
    });
  }

  static async start(kubeConfig: KubeConfig): Promise<FaultProxy> {
    const { hostname, port } = new URL(kubeConfig.getCurrentCluster()?.server ?? '');
    const tls: RequestOptions & { ca?: unknown } = {};
    await kubeConfig.applyToHTTPSOptions(tls);
    const proxy = new FaultProxy({ hostname, port, ...{ ca: tls.ca } });
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const fault = this.#faultFor(request);
    if (fault.kind === 'BeforeApply') {
      fault.then();
      request.socket.destroy();
      return;
    }
    if (fault.kind === 'Answer') {
      const { status, retryAfterSeconds } = fault;
      if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
      response.writeHead(status).end(JSON.stringify({ reason: 'Injected' }));
      return;
    }
    const { method, url, headers } = request;
    const upstream = httpsRequest({ ...this.#upstream, method, path: url, headers }, (answer) => {
      if (fault.kind === 'AfterApply') {
        answer.resume().once('end', () => {
          fault.then();
          request.socket.destroy();
        });
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
      answer.once('error', () => response.destroy());
    });
    upstream.once('error', () => response.destroy());
    response.once('close', () => upstream.destroy());
    request.pipe(upstream);
  }

  #faultFor({ method = 'GET', url = '' }: IncomingMessage): Fault {
    const path = url.split('?')[0] ?? '';
    if (method === 'GET' || unnumbered.test(path)) return none;
    const same = this.writes.filter((write) => write.method === method && write.path === path);
    const write = { method, path, number: this.writes.length, occurrence: same.length };
    this.writes.push(write);
    return this.rule(write);
  }
}
