import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isStoreUnavailable } from './errors.ts';
import { ObjectStore } from './object-store.ts';

/** The store takes these from the environment only; Jest gives each file one of its own. */
const environment = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'unit',
  AWS_SECRET_ACCESS_KEY: 'unit',
};

describe('ObjectStore on a store that falls silent', () => {
  let server: Server;
  let store: ObjectStore;
  let answer: (response: ServerResponse) => void;

  beforeEach(async () => {
    server = createServer((request, response) => {
      request.resume();
      answer(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, environment, { AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` });
    store = new ObjectStore({ bucket: 'raw', forcePathStyle: true, silenceTimeoutMs: 100 });
  });

  afterEach(async () => {
    store.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const silence = (): void => undefined;
  const stall = (headers: Record<string, string>) => (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': '1000', ...headers });
    response.write('half of it');
  };

  it.each<[string, typeof answer, (given: ObjectStore) => Promise<unknown>]>([
    ['never answers a question', silence, (given) => given.assertReachable()],
    ['never answers a read', silence, (given) => given.readText('key')],
    ['never confirms a write', silence, (given) => given.putText('key', 'text', 'text/plain')],
    ['stops in mid-answer', stall({}), (given) => given.readText('key')],
    [
      'stops in mid-answer that carries a checksum',
      stall({ 'x-amz-checksum-crc32': 'AAAAAA==' }),
      (given) => given.readText('key'),
    ],
  ])(
    'gives up and calls it unavailable when it %s',
    async (_sentence, reply, use) => {
      answer = reply;
      const error = await use(store).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ name: 'TimeoutError' });
      expect(isStoreUnavailable(error)).toBe(true);
    },
    5000,
  );
});
