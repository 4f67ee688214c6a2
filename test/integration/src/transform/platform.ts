import { Client } from 'pg';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import {
  startPostgres,
  startS3Gateway,
  type PostgresServer,
  type S3Gateway,
  type ServerCertificate,
} from '@gho-platform/testing/servers';

export const rawBucket = 'raw';
export const artifactBucket = 'artifacts';

/** Platform is what transform talks to: an S3 gateway and PostgreSQL, both real. */
export interface Platform {
  readonly postgres: PostgresServer;
  readonly gateway: S3Gateway;
  /** Makes an empty warehouse; its environment is what the stage container gets. */
  readonly createWarehouse: () => Promise<Warehouse>;
  readonly stop: () => Promise<void>;
}

export interface Warehouse {
  readonly environment: Readonly<Record<string, string>>;
  /** A connection of the superuser. */
  readonly client: Client;
  /** Rows of a query, by column names. */
  readonly rows: (text: string) => Promise<Record<string, unknown>[]>;
  /** The only value of the only row of a query. */
  readonly value: (text: string) => Promise<unknown>;
}

/** startPlatform starts both, PostgreSQL with TLS if it is given a certificate. */
export async function startPlatform(tls?: ServerCertificate): Promise<Platform> {
  const [postgres, gateway] = await Promise.all([startPostgres(tls), startS3Gateway()]);
  await gateway.createBucket(rawBucket);
  await gateway.createBucket(artifactBucket);
  const clients: Client[] = [];
  const createWarehouse = async (): Promise<Warehouse> => {
    const environment = await postgres.createDatabase(`gho_${clients.length}`);
    const client = new Client({
      host: postgres.host,
      port: postgres.port,
      user: postgres.user,
      database: environment.PGDATABASE,
    });
    await client.connect();
    await client.query("set timezone to 'UTC'");
    clients.push(client);
    const rows = async (text: string): Promise<Record<string, unknown>[]> =>
      (await client.query<Record<string, unknown>>(text)).rows;
    const value = async (text: string): Promise<unknown> =>
      Object.values((await rows(text))[0] ?? {})[0];
    return { environment: { ...environment, ...gateway.environment }, client, rows, value };
  };
  const stop = async (): Promise<void> => {
    await Promise.all(clients.map((client) => client.end()));
    await Promise.all([postgres.stop(), gateway.stop()]);
  };
  return { postgres, gateway, createWarehouse, stop };
}

/** readArtifact returns a JSON document from the artefact bucket. */
export async function readArtifact(platform: Platform, key: string): Promise<unknown> {
  return JSON.parse((await readArtifactText(platform, key)).text);
}

/** readArtifactText returns an object of the artefact bucket as a browser would get it. */
export async function readArtifactText(
  { gateway }: Platform,
  key: string,
): Promise<{ readonly text: string; readonly contentType: string | undefined }> {
  const command = new GetObjectCommand({ Bucket: artifactBucket, Key: key });
  const { Body: body, ContentType: contentType } = await gateway.client.send(command);
  return { text: (await body?.transformToString()) ?? '', contentType };
}
