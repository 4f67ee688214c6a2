import { describe, expect, it } from '@jest/globals';
import { encryptionFields, readEncryption } from './encryption.ts';

function read(values: Readonly<Record<string, string>>): {
  encryption: unknown;
  problems: string[];
} {
  const problems: string[] = [];
  const encryption = readEncryption({
    problems,
    choice: (name, allowed, fallback) =>
      allowed.find((candidate) => candidate === values[name]) ?? fallback,
    optionalText: (name) => values[name],
  });
  return { encryption, problems };
}

describe('readEncryption', () => {
  it('leaves it to the bucket unless told', () => {
    expect(read({})).toEqual({ encryption: undefined, problems: [] });
  });

  it('takes a type, and for KMS a key', () => {
    const kms = { S3_SERVER_SIDE_ENCRYPTION: 'aws:kms', S3_SSE_KMS_KEY_ID: 'alias/raw' };
    expect(read(kms).encryption).toEqual({ type: 'aws:kms', kmsKeyId: 'alias/raw' });
    expect(read({ S3_SERVER_SIDE_ENCRYPTION: 'AES256' }).problems).toEqual([]);
  });

  it.each(['AES256', 'None'])('refuses a key with %s, which would not be used', (type) => {
    expect(read({ S3_SERVER_SIDE_ENCRYPTION: type, S3_SSE_KMS_KEY_ID: 'k' }).problems).toEqual([
      `S3_SSE_KMS_KEY_ID is set, which needs S3_SERVER_SIDE_ENCRYPTION aws:kms or aws:kms:dsse, not ${type}`,
    ]);
  });
});

describe('encryptionFields', () => {
  it.each([
    [undefined, {}],
    [{ type: 'AES256' }, { ServerSideEncryption: 'AES256' }],
    [
      { type: 'aws:kms', kmsKeyId: 'alias/raw' },
      { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/raw' },
    ],
  ] as const)('of %j are %j', (encryption, want) => {
    expect(encryptionFields(encryption)).toEqual(want);
  });
});
