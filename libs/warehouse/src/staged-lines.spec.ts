import { describe, expect, it } from '@jest/globals';
import type { ObservationRow } from './observation-row.ts';
import { acceptedLine, rejectedLine, stagedColumns } from './staged-lines.ts';

const source = { indicator: 'WHOSIS_000001', line: 12 };

const row: ObservationRow = {
  observationKey: 'd41d8cd98f00b204e9800998ecf8427e',
  indicatorCode: 'WHOSIS_000001',
  spatialDimType: 'COUNTRY',
  spatialDim: 'BTN',
  parentLocationCode: 'SEAR',
  parentLocation: 'South-East Asia',
  year: 2016,
  timeDimType: 'YEAR',
  timeDimensionValue: '2016',
  timeBegin: '2016-01-01',
  timeEnd: '2016-12-31',
  dim1Type: 'SEX',
  dim1: 'SEX_BTSX',
  ...{ dim2Type: undefined, dim2: undefined, dim3Type: undefined, dim3: undefined },
  ...{ dataSourceDimType: undefined, dataSourceDim: undefined },
  valueText: '70.1',
  ...{ numericValue: 70.1, low: 69, high: 71 },
  comments: 'tab\t and back\\slash',
  sourceUpdatedAt: '2024-08-02T09:43:39.193+02:00',
};

function valuesOf(line: string): Record<string, string> {
  const values = line.slice(0, -1).split('\t');
  expect(values).toHaveLength(stagedColumns.length);
  return Object.fromEntries(stagedColumns.map((name, index) => [name, values[index] ?? '']));
}

describe('acceptedLine', () => {
  it('puts each value into its column', () => {
    expect(valuesOf(acceptedLine(source, row))).toMatchObject({
      source_indicator: 'WHOSIS_000001',
      source_line: '12',
      reasons: '\\N',
      record: '\\N',
      observation_key: row.observationKey,
      year: '2016',
      dim1: 'SEX_BTSX',
      dim2: '\\N',
      numeric_value: '70.1',
      comments: String.raw`tab\t and back\\slash`,
      source_updated_at: '2024-08-02T09:43:39.193+02:00',
    });
  });
});

describe('rejectedLine', () => {
  it('keeps the record, its key and the reasons, and no column of an observation', () => {
    const record = { Value: 'a\u0000b', Comments: 'tab\t' };
    const values = valuesOf(
      rejectedLine(source, { observationKey: 'abc', reasons: ['a:B', 'c:D'], record }),
    );
    expect(values).toMatchObject({
      source_line: '12',
      reasons: '{"a:B","c:D"}',
      record: String.raw`{"Value":"a�b","Comments":"tab\\t"}`,
      observation_key: 'abc',
      indicator_code: '\\N',
      comments: '\\N',
    });
  });
});
