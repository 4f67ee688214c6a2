import { KubeConfig } from '@kubernetes/client-node';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Step answers one request. */
export type Step = (response: ServerResponse, request: IncomingMessage) => void;

/** ScriptedServer is an HTTP server that answers each request with the next step of a script. */
export class ScriptedServer {
  readonly #server: Server;
  readonly #steps: Step[] = [];
  /** Paths with queries, in order of arrival. */
  readonly requests: URL[] = [];

  constructor() {
    this.#server = createServer((request, response) => {
      this.requests.push(new URL(request.url ?? '', 'http://server'));
      const step = this.#steps.shift() ?? silence;
      step(response, request);
    });
  }

  script(...steps: Step[]): void {
    this.#steps.push(...steps);
  }

  async start(): Promise<KubeConfig> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromOptions({
      clusters: [{ name: 'scripted', server: `http://127.0.0.1:${port}`, skipTLSVerify: true }],
      users: [{ name: 'nobody' }],
      contexts: [{ name: 'scripted', cluster: 'scripted', user: 'nobody' }],
      currentContext: 'scripted',
    });
    return kubeConfig;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Opens a response and says nothing, like a half-open connection. */
export const silence: Step = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
};

export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Step {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** A list at `version`; `next` continues it. */
export function list(version: string, items: readonly unknown[], next = ''): Step {
  return answer(200, { metadata: { resourceVersion: version, continue: next }, items });
}

/** A watch that sends `events` and stays open. */
export function watch(...events: readonly unknown[]): Step {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const event of events) response.write(`${JSON.stringify(event)}\n`);
  };
}

/** A watch that sends `text` as it is, then does `end` to the connection. */
export function rawWatch(text: string, end: (response: ServerResponse) => void): Step {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(text, () => {
      setTimeout(() => {
        end(response);
      }, 20);
    });
  };
}

export interface ThingFields {
  readonly name: string;
  readonly version: string;
  readonly uid?: string;
  readonly size?: number;
}

/** An object of the collection that the tests reflect. */
export function thing({ name, version, uid = `uid-of-${name}`, size = 1 }: ThingFields): Thing {
  return {
    metadata: {
      name,
      namespace: 'demo',
      uid,
      resourceVersion: version,
      managedFields: [{ manager: 'somebody' }],
    },
    size,
  };
}

export interface Thing {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
    managedFields?: readonly unknown[];
  };
  readonly size: number;
}
