import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { s3Gateway } from '@gho-platform/tools';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort } from './free-port.ts';
import { makeServerFolder, startGuarded } from './guarded-process.ts';

export interface S3Gateway {
  /** What a stage container gets: AWS_* and S3_FORCE_PATH_STYLE. */
  readonly environment: Record<string, string>;
  /** A client of the gateway's owner. */
  readonly client: S3Client;
  readonly createBucket: (name: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * startS3Gateway starts an empty S3 gateway on a free local port. It ends, and its folder is removed,
 * when stopped or when the test process dies in any way.
 */
export async function startS3Gateway(): Promise<S3Gateway> {
  const folder = await makeServerFolder('s3-gateway');
  const port = await freePort();
  const [accessKeyId, secretAccessKey] = ['integration', 'integration-secret'];
  const stopServer = await startGuarded({
    name: 's3-gateway',
    folder,
    port,
    stopSignal: 'TERM',
    environment: { ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
    command: [
      process.env.VERSITYGW ?? (await s3Gateway()),
      ...['--port', `127.0.0.1:${port}`, '--region', 'us-east-1', '--quiet', 'posix'],
      // Metadata beside the objects: temporary folders often have no extended attributes.
      ...['--sidecar', await subfolder(folder, 'metadata'), await subfolder(folder, 'objects')],
    ],
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  return {
    environment: {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      S3_FORCE_PATH_STYLE: 'true',
    },
    client,
    createBucket: async (name) => {
      await client.send(new CreateBucketCommand({ Bucket: name }));
    },
    stop: async () => {
      client.destroy();
      await stopServer();
    },
  };
}

async function subfolder(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  return path;
}
