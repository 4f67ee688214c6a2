import { describe, expect, it } from '@jest/globals';
import { ContractGapError } from '../observation-row.ts';
import { encodeBatch, type JudgedBatch } from './encode-batch.ts';

const record = {
  IndicatorCode: 'HWF_0001',
  SpatialDimType: 'COUNTRY',
  SpatialDim: 'BTN',
  TimeDimType: 'YEAR',
  TimeDim: 2016,
  TimeDimensionValue: '2016',
  NumericValue: 4.75,
};

function batchOf(records: readonly object[], judged: Partial<JudgedBatch> = {}): JudgedBatch {
  return {
    indicator: 'HWF_0001',
    firstLine: 7,
    texts: records.map((fields) => JSON.stringify({ ...record, ...fields })),
    quarantined: new Map(),
    collapsed: new Set(),
    ...judged,
  };
}

/** Source line, reasons and record of each line, and whether it holds a text. */
function columnsOf(batch: JudgedBatch): string[][] {
  const text = new TextDecoder().decode(encodeBatch(batch));
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => line.split('\t'));
}

describe('encodeBatch', () => {
  it('writes a line for each row, with its place in the object', () => {
    const lines = columnsOf(batchOf([{}, { SpatialDim: 'NPL' }]));
    expect(lines.map(([indicator, line]) => [indicator, line])).toEqual([
      ['HWF_0001', '7'],
      ['HWF_0001', '8'],
    ]);
    expect(lines[1]).toEqual(expect.arrayContaining(['NPL', '2016-01-01', '4.75']));
  });

  it('leaves out rows that add nothing, without moving the others', () => {
    const lines = columnsOf(batchOf([{}, {}, {}], { collapsed: new Set([1]) }));
    expect(lines.map(([, line]) => line)).toEqual(['7', '9']);
  });

  it('writes a row for quarantine with its reasons and its record, whatever that holds', () => {
    const quarantined = new Map([[0, ['field_types:WrongType', 'unique_key:Conflict']]]);
    const [, , reasons, text = ''] =
      columnsOf(batchOf([{ TimeDim: 'never', SpatialDim: 3 }], { quarantined }))[0] ?? [];
    expect(reasons).toBe('{"field_types:WrongType","unique_key:Conflict"}');
    expect(JSON.parse(text)).toEqual({ ...record, TimeDim: 'never', SpatialDim: 3 });
  });

  it('escapes what COPY gives a meaning to', () => {
    const [line] = columnsOf(batchOf([{ Comments: 'a\tb\nc\\d', Value: 'é 日' }]));
    expect(line).toEqual(expect.arrayContaining([String.raw`a\tb\nc\\d`, 'é 日']));
  });

  it('throws for a row that passed and that the warehouse cannot hold', () => {
    const batch = batchOf([{}, { Low: 'x' }]);
    expect(() => encodeBatch(batch)).toThrow(ContractGapError);
    expect(() => encodeBatch(batch)).toThrow('HWF_0001 line 8: Low is "x", expected a number');
  });
});
