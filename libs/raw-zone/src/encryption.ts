/** Server-side encryption that a writer asks for, by the names of S3. */
export const encryptionTypes = ['AES256', 'aws:kms', 'aws:kms:dsse'] as const;

export interface Encryption {
  readonly type: (typeof encryptionTypes)[number];
  /** Id, alias or ARN; the account's own S3 key unless given. */
  readonly kmsKeyId?: string | undefined;
}

/** The fields of every S3 request that writes an object. */
export interface EncryptionFields {
  readonly ServerSideEncryption?: Encryption['type'];
  readonly SSEKMSKeyId?: string;
}

/** encryptionFields are empty without a wish: the bucket's own default then decides. */
export function encryptionFields(encryption: Encryption | undefined): EncryptionFields {
  if (encryption === undefined) return {};
  const { type, kmsKeyId } = encryption;
  return {
    ServerSideEncryption: type,
    ...(kmsKeyId !== undefined && { SSEKMSKeyId: kmsKeyId }),
  };
}

/** EncryptionReader is the part of stage-kit's EnvironmentReader that is needed here. */
interface EncryptionReader {
  readonly problems: string[];
  choice<const T extends string>(name: string, allowed: readonly T[], fallback: T): T;
  optionalText(name: string): string | undefined;
}

/** readEncryption reads S3_SERVER_SIDE_ENCRYPTION and S3_SSE_KMS_KEY_ID. */
export function readEncryption(reader: EncryptionReader): Encryption | undefined {
  const type = reader.choice('S3_SERVER_SIDE_ENCRYPTION', ['None', ...encryptionTypes], 'None');
  const kmsKeyId = reader.optionalText('S3_SSE_KMS_KEY_ID');
  if (kmsKeyId !== undefined && !type.startsWith('aws:kms')) {
    reader.problems.push(
      `S3_SSE_KMS_KEY_ID is set, which needs S3_SERVER_SIDE_ENCRYPTION aws:kms or aws:kms:dsse, not ${type}`,
    );
  }
  return type === 'None' ? undefined : { type, kmsKeyId };
}
