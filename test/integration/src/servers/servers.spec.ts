import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startPostgres, startS3Gateway } from '@gho-platform/testing/servers';

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return isOpen;
}

describe('test servers', () => {
  it('start PostgreSQL with a database, and leave nothing behind', async () => {
    const server = await startPostgres();
    const { PGDATABASE } = await server.createDatabase('gho');
    const { host, port, user } = server;
    const client = new Client({ host, port, user, database: PGDATABASE });
    await client.connect();
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await client.end();
    await server.stop();
    expect(await isListening(port)).toBe(false);
    await expect(access(server.folder)).rejects.toThrow('ENOENT');
  });

  it('start an S3 gateway that never overwrites when asked so', async () => {
    const gateway = await startS3Gateway();
    await gateway.createBucket('raw');
    const put = (): Promise<unknown> =>
      gateway.client.send(
        new PutObjectCommand({ Bucket: 'raw', Key: 'a/b', Body: 'x', IfNoneMatch: '*' }),
      );
    await put();
    await expect(put()).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await gateway.stop();
  });

  it('end when the process that started them is killed', async () => {
    const program = `
      const { startS3Gateway } = await import('@gho-platform/testing/servers');
      console.log((await startS3Gateway()).environment.AWS_ENDPOINT_URL_S3);
      setInterval(() => undefined, 1000);
    `;
    const child = spawn(
      process.execPath,
      ['--conditions=@gho-platform/source', '--input-type=module', '--eval', program],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [
      Buffer,
    ];
    const port = Number(new URL(String(line).trim()).port);
    expect(await isListening(port)).toBe(true);
    child.kill('SIGKILL');
    for (let attempt = 0; attempt < 100 && (await isListening(port)); attempt += 1) {
      await delay(50);
    }
    expect(await isListening(port)).toBe(false);
  });
});
