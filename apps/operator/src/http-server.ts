import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Page is the answer to a GET. */
export interface Page {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export type Pages = Readonly<Record<string, () => Page | Promise<Page>>>;

/** HttpServer answers GET requests for a few fixed paths. */
export class HttpServer {
  readonly #server: Server;

  constructor(pages: Pages) {
    this.#server = createServer((request, response) => {
      void answer(pages, request, response);
    });
  }

  /** Resolves to the port, which the system chooses when `port` is 0. */
  async listen(port: number): Promise<number> {
    this.#server.listen(port);
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

const notFound: Page = { status: 404, contentType: 'text/plain', body: 'not found\n' };

async function answer(
  pages: Pages,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url?.split('?')[0] ?? '';
  const page = request.method === 'GET' ? pages[path] : undefined;
  const { status, contentType, body } = await (page?.() ?? notFound);
  response.writeHead(status, { 'content-type': contentType }).end(body);
}
