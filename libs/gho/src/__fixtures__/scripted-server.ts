import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Reply = (response: ServerResponse, request: IncomingMessage) => void;

export interface ScriptedServer {
  readonly baseUrl: URL;
  /** Paths with query, in order of arrival. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

/** startScriptedServer answers the first request with the first reply and repeats the last one. */
export async function startScriptedServer(replies: readonly Reply[]): Promise<ScriptedServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const reply = replies[Math.min(requests.length, replies.length - 1)];
    requests.push(request.url ?? '');
    reply?.(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: new URL(`http://127.0.0.1:${port}/api/`),
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** send answers at once with a status, a body and headers. */
export function send(status: number, body = '', headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, headers).end(body);
  };
}
