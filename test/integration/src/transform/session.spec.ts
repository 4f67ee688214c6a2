import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  beginLoad,
  migrate,
  WarehouseSession,
  WarehouseUnavailableError,
  type LoadIdentity,
} from '@gho-platform/warehouse';
import { startPostgres, type PostgresServer } from '@gho-platform/testing/servers';

const identity: LoadIdentity = {
  loadId: 'run-session/1',
  runName: 'nightly',
  runUid: 'run-session',
  attempt: 1,
  ingestionDate: '2026-05-01',
};

describe('session of the warehouse', () => {
  let server: PostgresServer;
  let holder: WarehouseSession;
  let other: WarehouseSession;

  beforeAll(async () => {
    server = await startPostgres();
    await server.createDatabase('gho');
    [holder, other] = [await open(), await open()];
    await migrate(holder);
    await beginLoad(holder, identity, { signal: new AbortController().signal });
  });

  afterAll(async () => {
    await Promise.all([holder.close(), other.close()]);
    await server.stop();
  });

  function open(): Promise<WarehouseSession> {
    return WarehouseSession.open({
      ...{ host: server.host, port: server.port, user: server.user, password: undefined },
      database: 'gho',
      tls: { mode: 'disable', rootCertificateFile: undefined },
      applicationName: 'session.spec',
    });
  }

  it('is ended by the server soon after its node was lost', async () => {
    const { rows } = await holder.client.query<{ port: number }>(
      'select client_port as port from pg_stat_activity where pid = pg_backend_pid()',
    );
    const timer = await keepaliveTimer(server.port, rows[0]?.port ?? 0);
    // By default the kernel first asks after two hours.
    expect(timer).toBeLessThanOrEqual(20);
    const { rows: settings } = await holder.client.query(
      `select name, setting from pg_settings
       where name in ('tcp_keepalives_interval', 'tcp_keepalives_count', 'tcp_user_timeout')
       order by name`,
    );
    expect(settings).toEqual([
      { name: 'tcp_keepalives_count', setting: '4' },
      { name: 'tcp_keepalives_interval', setting: '5' },
      { name: 'tcp_user_timeout', setting: '60000' },
    ]);
  });

  it('gives up waiting for a run that another session holds', async () => {
    const { signal } = new AbortController();
    const began = beginLoad(other, identity, { signal, lockWaitMs: 600 });
    await expect(began).rejects.toThrow(WarehouseUnavailableError);
    await expect(began).rejects.toThrow(
      'could not lock run run-session: another attempt of it is still connected to the warehouse',
    );
  });

  it('stops waiting when it is told to', async () => {
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort(new Error('told to stop'));
    }, 100);
    const started = Date.now();
    await expect(beginLoad(other, identity, { signal: stop.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(Date.now() - started).toBeLessThan(5000);
  });
});

/**
 * keepaliveTimer returns when the server's kernel will ask whether this client lives, in seconds from
 * now. The timer runs once everything that was sent is acknowledged.
 */
async function keepaliveTimer(serverPort: number, clientPort: number): Promise<number> {
  const deadline = Date.now() + 5000;
  let timer = Infinity;
  while (timer === Infinity && Date.now() < deadline) {
    await delay(50);
    timer = await readTimer(serverPort, clientPort);
  }
  return timer;
}

async function readTimer(serverPort: number, clientPort: number): Promise<number> {
  const [from, to] = [serverPort, clientPort].map((port) =>
    port.toString(16).toUpperCase().padStart(4, '0'),
  );
  const sockets = (await readFile('/proc/net/tcp', 'utf8')).split('\n');
  const socket = new RegExp(`:${from} [0-9A-F]+:${to} .. \\S+ (..):([0-9A-F]+)`);
  const [, kind, ticks = ''] = sockets.map((line) => socket.exec(line)).find(Boolean) ?? [];
  const keepalive = '02';
  return kind === keepalive ? Number.parseInt(ticks, 16) / 100 : Infinity;
}
