import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePort } from './free-port.ts';
import { makeServerFolder, startGuarded } from './guarded-process.ts';

const listening = `require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1')`;

const others: Server[] = [];

async function listenOn(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  others.push(server);
}

afterEach(() => {
  for (const server of others.splice(0)) server.close();
});

describe('startGuarded', () => {
  it('returns when the server answers, and leaves nothing when it is stopped', async () => {
    const [folder, port] = [await makeServerFolder('guarded'), await freePort()];
    const stop = await startGuarded({
      ...{ name: 'guarded', folder, port, stopSignal: 'TERM' },
      command: [process.execPath, '-e', listening, String(port)],
    });
    const pid = Number(await readFile(join(folder, 'server.pid'), 'utf8'));
    expect(process.kill(pid, 0)).toBe(true);
    await stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(access(folder)).rejects.toThrow('ENOENT');
  });

  it('leaves nothing of a server that is stopped as soon as it is started', async () => {
    const [folder, port] = [await makeServerFolder('guarded'), await freePort()];
    const start = startGuarded({
      ...{ name: 'guarded', folder, port, stopSignal: 'TERM' },
      command: [process.execPath, '-e', listening, String(port)],
      isReady: () => Promise.reject(new Error('nobody waits')),
    });
    await expect(start).rejects.toThrow('could not start guarded');
    await expect(access(folder)).rejects.toThrow('ENOENT');
  });

  it('fails at once, with the last it said, when the server ends', async () => {
    const [folder, port] = [await makeServerFolder('guarded'), await freePort()];
    const start = startGuarded({
      ...{ name: 'guarded', folder, port, stopSignal: 'TERM' },
      command: ['/bin/sh', '-c', 'echo no room; exit 3'],
    });
    await expect(start).rejects.toThrow(/^could not start guarded on port \d+: .*no room/s);
    await expect(access(folder)).rejects.toThrow('ENOENT');
  });

  it('does not take for the server who has its port', async () => {
    const [folder, port] = [await makeServerFolder('guarded'), await freePort()];
    await listenOn(port);
    const start = startGuarded({
      ...{ name: 'guarded', folder, port, stopSignal: 'TERM' },
      command: [process.execPath, '-e', listening, String(port)],
      isReady: () => Promise.resolve(false),
    });
    await expect(start).rejects.toThrow('EADDRINUSE');
  });
});
