import { execFile } from 'node:child_process';
import { access, chown, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.ts';
import { makeServerFolder, startGuarded, type Account } from './guarded-process.ts';

const run = promisify(execFile);

export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  /** Superuser; every role may log in without a password. */
  readonly user: string;
  /** Holds the data and `server.log` while the server runs. */
  readonly folder: string;
  /** createDatabase makes an empty database and returns the libpq environment for it. */
  readonly createDatabase: (name: string) => Promise<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** ServerCertificate is a certificate and its key, as PEM. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

/**
 * startPostgres starts an empty PostgreSQL on a free local port, without durability. It ends, and
 * its folder is removed, when stopped or when the test process dies in any way.
 */
export async function startPostgres(tls?: ServerCertificate): Promise<PostgresServer> {
  const account = await serverAccount();
  const programs = await programFolder();
  const folder = await makeServerFolder('postgres', account);
  const [host, user] = ['127.0.0.1', 'postgres'];
  const data = join(folder, 'data');
  const initial = ['--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C.UTF-8'];
  await run(join(programs, 'initdb'), ['--pgdata', data, '--username', user, ...initial], {
    ...account,
    cwd: folder,
  });
  // Only now, so that nobody else comes by the port while the data folder is made.
  const port = await freePort();
  const settings = {
    ...(tls === undefined ? {} : await tlsSettings(folder, tls, account)),
    listen_addresses: host,
    unix_socket_directories: folder,
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
  };
  const stop = await startGuarded({
    name: 'postgres',
    folder,
    account,
    port,
    isReady: () => holds({ host, port, user }, data),
    // SIGINT is a fast shutdown; SIGTERM would wait for clients to leave.
    stopSignal: 'INT',
    command: [
      join(programs, 'postgres'),
      ...['-D', data, '-p', String(port)],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
  });
  const createDatabase = async (name: string): Promise<Record<string, string>> => {
    await query({ host, port, user }, `create database "${name.replaceAll('"', '""')}"`);
    return { PGHOST: host, PGPORT: String(port), PGUSER: user, PGDATABASE: name };
  };
  return { host, port, user, folder, createDatabase, stop };
}

/** PostgreSQL refuses a key that others can read, or that is not its own. */
async function tlsSettings(
  folder: string,
  { certificate, key }: ServerCertificate,
  account?: Account,
): Promise<Record<string, string>> {
  const files = { ssl_cert_file: certificate, ssl_key_file: key };
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600 });
    if (account !== undefined) await chown(path, account.uid, account.gid);
  }
  return {
    ssl: 'on',
    ssl_cert_file: join(folder, 'ssl_cert_file'),
    ssl_key_file: join(folder, 'ssl_key_file'),
  };
}

interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

async function query(address: Address, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ ...address, database: 'postgres' });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Whether the server at an address takes queries, and is the one with this data folder. */
async function holds(address: Address, data: string): Promise<boolean> {
  try {
    const [row] = await query(address, 'show data_directory');
    return row?.data_directory === data;
  } catch {
    return false;
  }
}

/** PostgreSQL refuses to run as root, so root runs it as the packaged account. */
async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
  );
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

/** programFolder is PGBIN, or the newest version that Debian's packages installed. */
async function programFolder(): Promise<string> {
  if (process.env.PGBIN !== undefined) {
    return process.env.PGBIN;
  }
  const root = '/usr/lib/postgresql';
  const versions = (await readdir(root)).map(Number).sort((a, b) => b - a);
  const folder = join(root, String(versions[0]), 'bin');
  await access(join(folder, 'initdb'));
  return folder;
}
