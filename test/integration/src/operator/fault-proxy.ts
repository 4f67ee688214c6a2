import type { KubeConfig } from '@kubernetes/client-node';
import { once } from 'node:events';
import type { IncomingMessage, RequestOptions, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** ProxiedRequest is one request of the operator. */
export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** When it came, on the clock of `performance.now`. */
  readonly atMs: number;
}

/** ProxiedWrite is one request of the operator that changes something. */
export interface ProxiedWrite {
  readonly method: string;
  readonly path: string;
  /** From 0, among the writes for runs. */
  readonly number: number;
  /** From 0, among the writes of this method and path. */
  readonly occurrence: number;
}

/** Fault says what befalls a request. */
export type Fault =
  | { readonly kind: 'None' }
  /** Calls back, and the API server never sees the request. */
  | { readonly kind: 'BeforeApply'; readonly then: () => void }
  /** Calls back once the API server has done it, and the answer is lost. */
  | { readonly kind: 'AfterApply'; readonly then: () => void }
  /** Answers in the API server's place. */
  | { readonly kind: 'Answer'; readonly status: number; readonly retryAfterSeconds?: number }
  /** Reaches the API server late, and then even if nobody waits for the answer any more. */
  | { readonly kind: 'Hold'; readonly until: Promise<unknown> };

export type FaultRule = (write: ProxiedWrite) => Fault;

/** Interference is what else the proxy does, to reads and watches too. */
export interface Interference {
  readonly request?: (request: ProxiedRequest) => Fault;
  /** Changes what the API server is asked for. */
  readonly rewrite?: (request: ProxiedRequest) => void;
  /** What the operator gets of the lines of a watch. */
  readonly watch?: (lines: AsyncIterable<string>, request: ProxiedRequest) => AsyncIterable<string>;
}

const none: Fault = { kind: 'None' };

/** Writes that are not about runs: their number varies from one execution to the next. */
const unnumbered = /\/(leases|events)(\/|$)/;

/** Whether a request opens a watch. */
export function isWatch({ query }: ProxiedRequest): boolean {
  return query.get('watch') === 'true';
}

/** FaultProxy stands between an operator and the API server and makes things go wrong. */
export class FaultProxy {
  readonly #server: Server;
  readonly #upstream: RequestOptions;
  readonly writes: ProxiedWrite[] = [];
  /** Everything that was asked, in the order in which it came. */
  readonly requests: ProxiedRequest[] = [];
  /** How many requests something befell. */
  harmed = 0;
  rule: FaultRule = () => none;
  interference: Interference = {};

  private constructor(upstream: RequestOptions) {
    this.#upstream = upstream;
    this.#server = createServer((request, response) => {
      // An answer that cannot be given is a connection that breaks.
      this.#forward(request, response).catch(() => response.destroy());
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

  /** From now on nothing goes wrong. */
  calm(): void {
    this.rule = () => none;
    this.interference = {};
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const proxied = proxiedOf(request);
    this.requests.push(proxied);
    const fault = this.#faultFor(proxied);
    if (fault.kind !== 'None') this.harmed++;
    if (fault.kind === 'BeforeApply') {
      fault.then();
      request.socket.destroy();
    } else if (fault.kind === 'Answer') {
      refuse(response, fault);
    } else {
      await this.#pass(request, response, { proxied, fault });
    }
  }

  async #pass(
    request: IncomingMessage,
    response: ServerResponse,
    { proxied, fault }: { readonly proxied: ProxiedRequest; readonly fault: Fault },
  ): Promise<void> {
    // Read before a wait: what is not read goes with the connection.
    const body = await bodyOf(request);
    if (fault.kind === 'Hold') await fault.until;
    this.interference.rewrite?.(proxied);
    const answer = await this.#ask(request, {
      ...{ proxied, body, response },
      held: fault.kind === 'Hold',
    });
    answer.on('error', () => response.destroy());
    if (fault.kind === 'AfterApply') {
      await once(answer.resume(), 'end');
      fault.then();
      request.socket.destroy();
      return;
    }
    await this.#answer(response, answer, proxied);
  }

  async #ask(
    { headers, method }: IncomingMessage,
    { proxied, body, response, held }: Asked,
  ): Promise<IncomingMessage> {
    const query = proxied.query.toString();
    const path = query === '' ? proxied.path : `${proxied.path}?${query}`;
    const upstream = httpsRequest({ ...this.#upstream, method, path, headers });
    if (!held) response.once('close', () => upstream.destroy());
    upstream.end(body);
    const [answer] = (await once(upstream, 'response')) as [IncomingMessage];
    return answer;
  }

  async #answer(
    response: ServerResponse,
    answer: IncomingMessage,
    proxied: ProxiedRequest,
  ): Promise<void> {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    const { watch } = this.interference;
    if (watch === undefined || !isWatch(proxied)) {
      answer.pipe(response);
      return;
    }
    this.harmed++;
    for await (const line of watch(linesOf(answer), proxied)) {
      response.write(`${line}\n`);
    }
    response.end();
  }

  #faultFor(request: ProxiedRequest): Fault {
    const fault = this.interference.request?.(request) ?? none;
    const { method, path } = request;
    if (method === 'GET' || unnumbered.test(path)) return fault;
    const same = this.writes.filter((write) => write.method === method && write.path === path);
    const write = { method, path, number: this.writes.length, occurrence: same.length };
    this.writes.push(write);
    const ruled = this.rule(write);
    return ruled.kind === 'None' ? fault : ruled;
  }
}

function refuse(
  response: ServerResponse,
  { status, retryAfterSeconds }: Extract<Fault, { kind: 'Answer' }>,
): void {
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  response.writeHead(status).end(JSON.stringify({ reason: 'Injected' }));
}

interface Asked {
  readonly proxied: ProxiedRequest;
  readonly body: Buffer;
  readonly response: ServerResponse;
  readonly held: boolean;
}

function proxiedOf({ method = 'GET', url = '' }: IncomingMessage): ProxiedRequest {
  const { pathname, searchParams } = new URL(url, 'http://proxy');
  return { method, path: pathname, query: searchParams, atMs: performance.now() };
}

async function* linesOf(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    const pieces = (rest + (chunk as string)).split('\n');
    rest = pieces.pop() ?? '';
    yield* pieces;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A fault that lets a request through `ms` milliseconds later. */
export function late(ms: number): Fault {
  return { kind: 'Hold', until: delay(ms) };
}
