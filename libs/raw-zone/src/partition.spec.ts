import { describe, expect, it } from '@jest/globals';
import {
  datasetOf,
  datePrefix,
  ingestionDateOf,
  manifestKey,
  partitionPrefix,
} from './partition.ts';

describe('partition keys', () => {
  it('name the day, the kind and the code', () => {
    const dataset = { kind: 'dimension', code: 'COUNTRY' } as const;
    expect(manifestKey({ dataset, ingestionDate: '2026-06-01' })).toBe(
      'raw/gho/ingestion_date=2026-06-01/dimension=COUNTRY/manifest.json',
    );
  });

  it('give the day back', () => {
    expect(ingestionDateOf(datePrefix('2026-06-01'))).toBe('2026-06-01');
    expect(ingestionDateOf('raw/gho/other/')).toBeUndefined();
  });

  it('give the data set back', () => {
    const dataset = { kind: 'catalogue', code: 'Indicator' } as const;
    const folder = partitionPrefix({ dataset, ingestionDate: '2026-06-01' });
    expect(datasetOf(folder)).toEqual(dataset);
    expect(datasetOf(`${datePrefix('2026-06-01')}shard-plans/`)).toBeUndefined();
    expect(datasetOf(`${datePrefix('2026-06-01')}indicator=$/`)).toBeUndefined();
  });
});
