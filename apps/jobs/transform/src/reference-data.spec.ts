import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Fields, GhoResource } from '@gho-platform/gho';
import { Evaluation } from '@gho-platform/quality';
import type { Manifest } from '@gho-platform/raw-zone';
import { loadContract } from './contract-file.ts';
import { judgeReferenceSet, referenceDataOf, type ReferenceSet } from './reference-data.ts';

const country: GhoResource = { kind: 'dimension', code: 'COUNTRY' };
const contract = join(import.meta.dirname, '../contracts/gho-country.yaml');

function makeSet(dataset: GhoResource, rows: readonly Fields[]): ReferenceSet {
  const digest = 'a'.repeat(64);
  const manifest: Manifest = {
    ...{ version: 1, dataset, ingestionDate: '2026-06-01', rows: rows.length, bytes: 1 },
    ...{ sha256: digest, contentHash: digest, schemaFingerprint: '', fields: [], object: 'x' },
    source: { url: '', startedAt: '', finishedAt: '', attempts: 1 },
    writtenBy: { run: '', uid: '', attempt: 1, shard: 0 },
  };
  return { manifest, rows: rows.map((fields, index) => ({ fields, line: index + 1 })) };
}

function makeCountry(code: string, fields: Fields = {}): Fields {
  return {
    ...{ Code: code, Title: `Country ${code}`, Dimension: 'COUNTRY' },
    ...{ ParentDimension: 'REGION', ParentCode: 'AFR', ParentTitle: 'Africa', ...fields },
  };
}

describe('judgeReferenceSet', () => {
  it('accepts a repeated row once, and sets all versions of a contradicted one aside', async () => {
    const bissau = makeCountry('GNB');
    const other = makeCountry('GNB', { Title: 'Another name' });
    const rows = [makeCountry('BTN'), bissau, makeCountry('BTN'), other, makeCountry('N P')];
    const evaluation = new Evaluation(await loadContract(contract));
    const { accepted, setAside } = judgeReferenceSet(evaluation, makeSet(country, rows));
    expect(accepted).toEqual([makeCountry('BTN')]);
    const reasons = ['country_unique_key:ConflictingDuplicate'];
    expect(setAside).toEqual([
      { ...country, line: 2, record: bissau, reasons },
      { ...country, line: 4, record: other, reasons },
      {
        ...{ ...country, line: 5, record: makeCountry('N P') },
        reasons: ['country_code_format:WrongFormat'],
      },
    ]);
  });
});

describe('referenceDataOf', () => {
  it('lists the codes of each dimension and of the catalogue, and nothing that is no text', () => {
    const sets = [
      makeSet(country, [makeCountry('BTN'), makeCountry('NPL', { Title: null }), { Code: 7 }, {}]),
      makeSet({ kind: 'dimension', code: 'SEX' }, [{ Code: 'SEX_MLE' }]),
      makeSet({ kind: 'catalogue', code: 'Indicator' }, [{ IndicatorCode: 'WHS4_543' }]),
    ];
    expect(referenceDataOf(sets, '2026-06-01')).toEqual({
      dimensions: new Map([
        ['COUNTRY', new Set(['BTN', 'NPL'])],
        ['SEX', new Set(['SEX_MLE'])],
      ]),
      indicatorCodes: new Set(['WHS4_543']),
      ingestionDate: '2026-06-01',
    });
  });

  it('knows nothing of a dimension without rows, nor of a catalogue that is not there', () => {
    expect(referenceDataOf([makeSet(country, [])], '2026-06-01')).toEqual({
      dimensions: new Map(),
      indicatorCodes: undefined,
      ingestionDate: '2026-06-01',
    });
  });
});
