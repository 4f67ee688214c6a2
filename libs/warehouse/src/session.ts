import { Client } from 'pg';
import { warehouseError } from './errors.ts';
import { tlsOptions, type TlsSettings } from './tls.ts';

export interface WarehouseSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly tls: TlsSettings;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
}

/**
 * A statement that waits a minute for a lock gives up, so that a retry can follow. A server process
 * that waits notices within seconds that we died, and an idle one within a minute that our node is
 * lost (by default after two hours), so that our locks do not outlive us. A load has many rows and is
 * alone in its session: with the 4 MB of the default its joins and groups go to the disk.
 */
const sessionSettings = `
  set timezone to 'UTC';
  set lock_timeout to '60s';
  set client_connection_check_interval to '5s';
  set tcp_keepalives_idle to '20s';
  set tcp_keepalives_interval to '5s';
  set tcp_keepalives_count to 4;
  set tcp_user_timeout to '60s';
  set temp_buffers to '64MB';
  set work_mem to '64MB';
  set client_min_messages to warning`;

/**
 * WarehouseSession is one connection. Locks and the staging table belong to it, so that losing it
 * undoes everything that was not committed.
 */
export class WarehouseSession {
  readonly client: Client;
  readonly #name: string;

  private constructor(client: Client, name: string) {
    this.client = client;
    this.#name = name;
  }

  static async open(settings: WarehouseSettings): Promise<WarehouseSession> {
    const { host, port, user, password, database, applicationName, tls } = settings;
    const name = `PostgreSQL database ${database} on ${host}:${port} as ${user}`;
    const client = new Client({
      ...{ host, port, user, database, application_name: applicationName },
      ...(password !== undefined && { password }),
      ssl: tlsOptions(tls),
      connectionTimeoutMillis: 15_000,
      // A peer that vanished without a word must not hold a run up for hours.
      keepAlive: true,
      keepAliveInitialDelayMillis: 30_000,
    });
    const session = new WarehouseSession(client, name);
    // A lost connection is reported by the statement in flight; without a listener it would crash us.
    client.on('error', () => undefined);
    await session.#attempt(`connect to ${name}`, async () => {
      await client.connect();
      await client.query(sessionSettings);
    });
    return session;
  }

  /** run carries statements out and tells outages and refusals apart; see `warehouseError`. */
  run<T>(attempted: string, work: (client: Client) => Promise<T>): Promise<T> {
    return this.#attempt(`${attempted} in ${this.#name}`, () => work(this.client));
  }

  /** transact commits what `work` did, or nothing. */
  transact<T>(attempted: string, work: (client: Client) => Promise<T>): Promise<T> {
    return this.run(attempted, async (client) => {
      await client.query('begin');
      try {
        const result = await work(client);
        await client.query('commit');
        return result;
      } catch (error) {
        // The connection may be the very thing that failed; then the server rolls back by itself.
        await client.query('rollback').catch(() => undefined);
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  async #attempt<T>(attempted: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw warehouseError(error, attempted);
    }
  }
}
