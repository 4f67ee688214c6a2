import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Linux takes the ports from 32768 on for connections, and for servers that leave the choice to it: one of
 * them might take a port between its choice here and its use. The NodePorts of Kubernetes begin at 30000.
 */
const lowest = 20_000;
const highest = 29_999;

/** Taken ports are rare, so this many in a row mean that something else is wrong. */
const maximumTries = 100;

/** freePort returns a TCP port of 127.0.0.1 that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < maximumTries; attempt += 1) {
    const port = randomInt(lowest, highest + 1);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${maximumTries} ports from ${lowest} to ${highest} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
