import { createHash } from 'node:crypto';
import { PassThrough, Transform, Readable, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { encryptionFields, type Encryption, type EncryptionFields } from './encryption.ts';
import { MissingBucketError, StoreRefusedError } from './errors.ts';

export interface ObjectStoreOptions {
  readonly bucket: string;
  /** True for gateways that do not serve a host name per bucket. */
  readonly forcePathStyle: boolean;
  /** Of everything that is written; the bucket's default unless given. */
  readonly encryption?: Encryption | undefined;
  /** Endpoint, region and credentials come from the AWS_* environment unless a client is given. */
  readonly client?: S3Client;
  /** Longest silence of the store before a request fails, in milliseconds; a minute unless given. */
  readonly silenceTimeoutMs?: number;
}

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** 64 hexadecimal digits, of the bytes as sent. */
  readonly sha256: string;
}

export interface UploadRequest {
  readonly key: string;
  readonly content: AsyncIterable<string | Uint8Array>;
  /** Applied in order before the bytes are measured and sent. */
  readonly through: readonly Transform[];
  readonly contentType: string;
  readonly signal: AbortSignal;
}

const connectTimeoutMs = 5000;
const defaultSilenceTimeoutMs = 60_000;

/** Each part is held in memory, and so many are under way at once. */
const partBytes = 5 * 1024 * 1024;
const partsAtOnce = 2;

/** ObjectStore is one bucket, with the few operations that the platform needs. */
export class ObjectStore {
  readonly bucket: string;
  readonly #client: S3Client;
  readonly #encryption: EncryptionFields;

  constructor(options: ObjectStoreOptions) {
    this.bucket = options.bucket;
    this.#client = options.client ?? makeClient(options);
    this.#encryption = encryptionFields(options.encryption);
  }

  /** assertReachable throws MissingBucketError or StoreRefusedError before any work is done. */
  async assertReachable(signal?: AbortSignal): Promise<void> {
    try {
      await this.#client.send(new HeadBucketCommand({ Bucket: this.bucket }), abort(signal));
    } catch (error) {
      const status = statusOf(error);
      if (status === 404) {
        throw new MissingBucketError(`bucket "${this.bucket}" does not exist`, { cause: error });
      }
      if (error instanceof Error && error.name === 'CredentialsProviderError') {
        throw new StoreRefusedError('no S3 credentials were found', { cause: error });
      }
      if (status === 403 || status === 401) {
        const message = `bucket "${this.bucket}" refused the credentials (status ${status})`;
        throw new StoreRefusedError(message, { cause: error });
      }
      throw error;
    }
  }

  /** open returns the bytes of an object, or undefined when there is none. */
  async open(key: string, signal?: AbortSignal): Promise<Readable | undefined> {
    try {
      const command = new GetObjectCommand({ Bucket: this.bucket, Key: key });
      const { Body: body } = await this.#client.send(command, abort(signal));
      // In Node.js the SDK answers with a Readable; its type also covers browsers.
      return body as Readable | undefined;
    } catch (error) {
      if (statusOf(error) === 404) {
        return undefined;
      }
      throw error;
    }
  }

  async readText(key: string, signal?: AbortSignal): Promise<string | undefined> {
    const body = await this.open(key, signal);
    if (body === undefined) {
      return undefined;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  /** putText replaces the object if there is one. */
  async putText(key: string, text: string, contentType: string): Promise<void> {
    await this.#client.send(
      new PutObjectCommand({
        ...{ Bucket: this.bucket, Key: key, Body: text, ContentType: contentType },
        ...this.#encryption,
      }),
    );
  }

  /** createText writes the object unless it exists, atomically, and says whether it did. */
  async createText(key: string, text: string, contentType: string): Promise<boolean> {
    try {
      await this.#client.send(
        new PutObjectCommand({
          ...{ Bucket: this.bucket, Key: key, Body: text, ContentType: contentType },
          ...this.#encryption,
          IfNoneMatch: '*',
        }),
      );
      return true;
    } catch (error) {
      if (statusOf(error) === 412) {
        return false;
      }
      throw error;
    }
  }

  /**
   * upload streams content of unknown length in parts, so that memory holds two of them. On failure
   * no object and no part stays behind, and the first error is thrown.
   */
  async upload(request: UploadRequest): Promise<StoredObject> {
    const { key, content, through, contentType, signal } = request;
    const meter = new Meter();
    const body = new PassThrough();
    const upload = new Upload({
      client: this.#client,
      params: {
        ...{ Bucket: this.bucket, Key: key, Body: body, ContentType: contentType },
        ...this.#encryption,
      },
      partSize: partBytes,
      queueSize: partsAtOnce,
    });
    const failures: unknown[] = [];
    const fail = (error: unknown): void => {
      failures.push(error);
      // Whichever side failed, the other one must not wait for it.
      body.destroy(error instanceof Error ? error : new Error(String(error)));
    };
    await Promise.all([
      pipeline([Readable.from(content), ...through, meter, body], { signal }).catch(fail),
      upload.done().catch(fail),
    ]);
    if (failures.length > 0) {
      await upload.abort();
      throw failures[0];
    }
    return { key, bytes: meter.bytes, sha256: meter.sha256() };
  }

  async delete(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  /** listFolders returns what lies one level below the prefix, with the prefix and a closing slash. */
  async listFolders(prefix: string, signal?: AbortSignal): Promise<string[]> {
    const folders: string[] = [];
    const pages = paginateListObjectsV2(
      { client: this.#client },
      { Bucket: this.bucket, Prefix: prefix, Delimiter: '/' },
      abort(signal),
    );
    for await (const page of pages) {
      folders.push(...(page.CommonPrefixes ?? []).flatMap(({ Prefix: folder }) => folder ?? []));
    }
    return folders;
  }

  close(): void {
    this.#client.destroy();
  }
}

/**
 * Two timeouts, because each covers what the other does not: `requestTimeout` the time until the
 * answer begins, which it only warns of unless told to throw, `socketTimeout` silence in mid-answer.
 */
function makeClient({ forcePathStyle, silenceTimeoutMs }: ObjectStoreOptions): S3Client {
  const timeoutMs = silenceTimeoutMs ?? defaultSilenceTimeoutMs;
  return new S3Client({
    forcePathStyle,
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: timeoutMs,
    },
  });
}

/** Meter passes bytes on and knows how many they were and their digest. */
export class Meter extends Transform {
  bytes = 0;
  readonly #hash = createHash('sha256');

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.measure(chunk);
    done(undefined, chunk);
  }

  measure(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.#hash.update(chunk);
  }

  /** sha256 ends the measurement and returns 64 hexadecimal digits. */
  sha256(): string {
    return this.#hash.digest('hex');
  }
}

function abort(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
