import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

export interface RecordedRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
}

export interface RecordingProxy {
  /** Base address to use in place of the target's. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  readonly stop: () => Promise<void>;
}

export interface ProxyRules {
  /** Answered with 403, as by a policy of the bucket. */
  readonly isRefused?: (request: IncomingMessage) => boolean;
  /** Awaited before a request is passed on. */
  readonly before?: (request: IncomingMessage) => Promise<void>;
}

/**
 * startRecordingProxy passes every request on, byte for byte, and remembers what was asked. The header
 * `host` stays as the client sent it, because S3 clients sign it.
 */
export async function startRecordingProxy(
  target: string,
  { isRefused = () => false, before = () => Promise.resolve() }: ProxyRules = {},
): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    if (isRefused(incoming)) {
      incoming.resume();
      outgoing.writeHead(403).end();
      return;
    }
    void before(incoming)
      .then(() => forward(incoming, target))
      .then(async (answer) => {
        const { method = '', url = '', headers } = incoming;
        requests.push({ method, url, headers, status: answer.statusCode ?? 0 });
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        await pipeline(answer, outgoing);
      })
      .catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function forward(incoming: IncomingMessage, target: string): Promise<IncomingMessage> {
  const { method, url = '/', headers } = incoming;
  const onwards = request(new URL(url, target), { method, headers });
  const answered = once(onwards, 'response') as Promise<[IncomingMessage]>;
  const [, [answer]] = await Promise.all([pipeline(incoming, onwards), answered]);
  return answer;
}
