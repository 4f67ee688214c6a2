import {
  startPostgres,
  startS3Gateway,
  type PostgresServer,
  type S3Gateway,
} from '@gho-platform/testing/servers';
import { ObjectStore } from '@gho-platform/raw-zone';
import { Client } from 'pg';

/** DataPlatform is what the stages talk to, on this machine and empty at first. */
export interface DataPlatform {
  readonly postgres: PostgresServer;
  readonly gateway: S3Gateway;
  readonly stop: () => Promise<void>;
}

/** Environment of a stage, or a part of it. */
export type Environment = Readonly<Record<string, string>>;

/** startDataPlatform starts PostgreSQL and the S3 gateway; with them ends everything they hold. */
export async function startDataPlatform(): Promise<DataPlatform> {
  const [postgres, gateway] = await Promise.all([startPostgres(), startS3Gateway()]);
  const stop = async (): Promise<void> => {
    await Promise.all([postgres.stop(), gateway.stop()]);
  };
  return { postgres, gateway, stop };
}

/** newBuckets makes buckets of their own for one measurement and returns what a stage needs for them. */
export async function newBuckets({ gateway }: DataPlatform, label: string): Promise<Environment> {
  const [raw, artifacts] = [`raw-${label}`, `artifacts-${label}`];
  await gateway.createBucket(raw);
  await gateway.createBucket(artifacts);
  return { ...gateway.environment, RAW_BUCKET: raw, ARTIFACT_BUCKET: artifacts };
}

/** rawStore is the raw bucket of such an environment. */
export function rawStore({ gateway }: DataPlatform, buckets: Environment): ObjectStore {
  const bucket = buckets.RAW_BUCKET ?? '';
  return new ObjectStore({ bucket, forcePathStyle: true, client: gateway.client });
}

/** withDatabase gives work a connection of the superuser to a database. */
export async function withDatabase<T>(
  { postgres }: DataPlatform,
  database: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { host, port, user } = postgres;
  const client = new Client({ host, port, user, database });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** dropDatabase makes room for the next measurement. */
export async function dropDatabase(platform: DataPlatform, name: string): Promise<void> {
  await withDatabase(platform, 'postgres', (client) =>
    client.query(`drop database "${name}" with (force)`),
  );
}
