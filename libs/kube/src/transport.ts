import type { KubeConfig } from '@kubernetes/client-node';
import type { RequestOptions } from 'node:https';
import type { Dispatcher } from 'undici';
import { Agent, ProxyAgent, request as send } from 'undici';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import { ConnectionError } from './errors.ts';
import { jsonBody } from './json-body.ts';
import type { RateLimit } from './rate-limiter.ts';
import { RateLimiter } from './rate-limiter.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface ApiRequest {
  readonly method: Method;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** Media type of the body; JSON when absent. */
  readonly contentType?: string;
  readonly signal?: AbortSignal;
  /** Shorter than the transport's own limit where an answer would come too late to be of use. */
  readonly timeoutMs?: number;
}

/** ApiResponse is any answer with a status code; the body is parsed JSON. */
export interface ApiResponse {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly body: unknown;
}

export interface ApiStream {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Transport carries requests to one API server. It rejects with ConnectionError only. */
export interface Transport {
  send(request: ApiRequest): Promise<ApiResponse>;
  /** Opens a response that goes on; the caller watches over its silence. */
  open(request: ApiRequest): Promise<ApiStream>;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly kubeConfig: KubeConfig;
  readonly limit: RateLimit;
  readonly clock?: Clock;
  /** From sending to the last byte of the answer. */
  readonly requestTimeoutMs?: number;
  /** Told about each answer; `status` is undefined when none came. */
  readonly onAnswer?: (method: Method, status: number | undefined) => void;
}

const defaultTimeoutMs = 15_000;
const connectTimeoutMs = 5_000;
/** Above the pauses between stages, so that a hand-over finds an open connection. */
const keepAliveMs = 60_000;

type TlsOptions = ProxyAgent.Options['requestTls'] & object;

interface Connection {
  readonly origin: string;
  readonly agent: Dispatcher;
  readonly headers: () => Promise<Record<string, string>>;
}

/**
 * Builds the transport for the current context of `kubeConfig`. client-node supplies addresses and
 * credentials; its own request path makes a new TLS connection for each request, so the
 * connection pool is ours.
 */
export async function createTransport(options: TransportOptions): Promise<Transport> {
  const connection = await connect(options.kubeConfig);
  const clock = options.clock ?? systemClock;
  const limiter = new RateLimiter(options.limit, clock);
  const onAnswer = options.onAnswer ?? (() => undefined);

  const start = async (request: ApiRequest, signal: AbortSignal | undefined) => {
    try {
      await limiter.take(request.signal);
      const answer = await send(urlOf(connection.origin, request), {
        method: request.method,
        dispatcher: connection.agent,
        headers: await headersOf(connection, request),
        body: request.body === undefined ? null : jsonBody(request.body),
        headersTimeout: options.requestTimeoutMs ?? defaultTimeoutMs,
        bodyTimeout: 0,
        ...(signal === undefined ? {} : { signal }),
      });
      onAnswer(request.method, answer.statusCode);
      return answer;
    } catch (error) {
      onAnswer(request.method, undefined);
      throw connectionError(request, error);
    }
  };

  return {
    send: async (request) => {
      const timeout = AbortSignal.timeout(
        request.timeoutMs ?? options.requestTimeoutMs ?? defaultTimeoutMs,
      );
      const answer = await start(request, either(timeout, request.signal));
      try {
        const text = await answer.body.text();
        return {
          status: answer.statusCode,
          retryAfterMs: retryAfterMs(answer.headers),
          body: parseBody(text),
        };
      } catch (error) {
        throw connectionError(request, error);
      }
    },
    open: async (request) => {
      const answer = await start(request, request.signal);
      return {
        status: answer.statusCode,
        retryAfterMs: retryAfterMs(answer.headers),
        chunks: answer.body as AsyncIterable<Uint8Array>,
      };
    },
    close: async () => {
      await connection.agent.destroy();
    },
  };
}

async function connect(kubeConfig: KubeConfig): Promise<Connection> {
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null) throw new Error('connect to the API server: kubeconfig has no cluster');
  const tls: RequestOptions = {};
  await kubeConfig.applyToHTTPSOptions(tls);
  const agent = agentOf(cluster.proxyUrl, {
    ...definedOf({ ca: tls.ca, cert: tls.cert, key: tls.key, servername: tls.servername }),
    ...(tls.rejectUnauthorized === undefined ? {} : { rejectUnauthorized: tls.rejectUnauthorized }),
    timeout: connectTimeoutMs,
  });
  return { origin: cluster.server, agent, headers: () => credentialsOf(kubeConfig) };
}

/** The connections to the API server: direct ones, or through the `proxy-url` of the kubeconfig. */
function agentOf(proxyUrl: string | undefined, tls: TlsOptions): Dispatcher {
  const keepAlive = { keepAliveTimeout: keepAliveMs, keepAliveMaxTimeout: keepAliveMs };
  if (proxyUrl === undefined) return new Agent({ connect: tls, ...keepAlive });
  if (!/^https?:/.test(proxyUrl)) {
    throw new Error(`connect to the API server: proxy-url ${proxyUrl} is neither http nor https`);
  }
  return new ProxyAgent({ uri: proxyUrl, proxyTunnel: true, requestTls: tls, ...keepAlive });
}

/** Asked for each request: tokens of service accounts are rotated while the process runs. */
async function credentialsOf(kubeConfig: KubeConfig): Promise<Record<string, string>> {
  const options: RequestOptions = {};
  await kubeConfig.applyToHTTPSOptions(options);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name] = String(value);
  if (typeof options.auth === 'string') {
    headers.authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  }
  return headers;
}

async function headersOf(
  connection: Connection,
  request: ApiRequest,
): Promise<Record<string, string>> {
  const headers = await connection.headers();
  headers.accept = 'application/json';
  if (request.body !== undefined)
    headers['content-type'] = request.contentType ?? 'application/json';
  return headers;
}

function urlOf(origin: string, request: ApiRequest): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) query.set(name, value);
  }
  const text = query.toString();
  const base = origin.replace(/\/+$/, '') + request.path;
  return text === '' ? base : `${base}?${text}`;
}

function retryAfterMs(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string' || !/^\d+$/.test(value)) return undefined;
  return Number(value) * 1000;
}

/** Proxies answer with pages, not JSON; what matters then is the status code. */
function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function connectionError(request: ApiRequest, cause: unknown): ConnectionError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new ConnectionError(`${request.method} ${request.path}: ${detail}`, { cause });
}

function either(first: AbortSignal, second: AbortSignal | undefined): AbortSignal {
  return second === undefined ? first : AbortSignal.any([first, second]);
}

function definedOf<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
