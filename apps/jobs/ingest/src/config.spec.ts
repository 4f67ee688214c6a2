import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';

const environment = {
  INDICATORS: 'WHOSIS_000001, HWF_0001',
  INGESTION_DATE: '2026-06-01',
  RAW_BUCKET: 'raw',
  AWS_REGION: 'us-east-1',
};

describe('readConfig', () => {
  it('needs no more than codes, date, bucket and region', () => {
    expect(readConfig(environment)).toEqual({
      baseUrl: new URL('https://ghoapi.azureedge.net/api/'),
      choice: {
        codes: ['WHOSIS_000001', 'HWF_0001'],
        prefixes: [],
        namePattern: undefined,
        maximum: 200,
      },
      dimensions: ['COUNTRY', 'REGION'],
      ingestionDate: '2026-06-01',
      requestsPerSecond: 4,
      requestTimeoutMs: 60_000,
      pullAttempts: 6,
      failureLimit: 12,
      onSchemaDrift: 'Record',
      bucket: 'raw',
      forcePathStyle: false,
      encryption: undefined,
    });
  });

  it('names every wrong field at once', () => {
    const wrong = { INDICATORS: '../secrets', INGESTION_DATE: 'today', REQUESTS_PER_SECOND: '0' };
    expect(() => readConfig(wrong)).toThrow(
      'configuration is invalid: AWS_REGION is missing, expected a text; ' +
        'INDICATORS is "../secrets", expected entries to match ^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$; ' +
        'INGESTION_DATE is "today", expected a date as YYYY-MM-DD; ' +
        'REQUESTS_PER_SECOND is "0", expected a number from 0.01 up to 100; ' +
        'RAW_BUCKET is missing, expected a text',
    );
  });
});
