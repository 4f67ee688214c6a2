import { describe, expect, it } from '@jest/globals';
import type { Manifest, SchemaDrift } from '@gho-platform/raw-zone';
import { DriftFinding } from './drift-finding.ts';

function makeManifest(code: string, schemaDrift?: SchemaDrift): Manifest {
  return {
    ...{ version: 1, dataset: { kind: 'indicator', code }, ingestionDate: '2026-06-01' },
    ...{ rows: 10, bytes: 1, sha256: 'a', contentHash: 'b', schemaFingerprint: 'c', fields: [] },
    source: { url: 'u', startedAt: 's', finishedAt: 'f', attempts: 1 },
    object: 'o',
    ...(schemaDrift && { schemaDrift }),
    writtenBy: { run: 'r', uid: 'u', attempt: 1, shard: 0 },
  };
}

describe('DriftFinding', () => {
  it('is silent about schemas that stayed', () => {
    const finding = new DriftFinding();
    finding.add(makeManifest('A'));
    expect(finding.quality()).toBeUndefined();
  });

  it('warns of each data set that changed, with what changed', () => {
    const finding = new DriftFinding();
    const comparedWith = '2026-05-31';
    finding.add(
      makeManifest('A', {
        comparedWith,
        changes: [
          { field: 'Low', change: 'Removed', was: 'number' },
          { field: 'NumericValue', change: 'Retyped', was: 'number', is: 'string' },
        ],
      }),
    );
    finding.add(makeManifest('B'));
    finding.add(
      makeManifest('C', {
        comparedWith,
        changes: [{ field: 'Unit', change: 'Added', is: 'string' }],
      }),
    );
    expect(finding.quality()).toEqual({
      ...{ checks: 2, passed: 0, warned: 2, failed: 0 },
      worst: [
        {
          ...{ check: 'schema_unchanged', severity: 'Warn', outcome: 'Warned', rows: 20 },
          examples: [
            'A since 2026-05-31: Low is gone (was number); NumericValue was number, is string',
            'C since 2026-05-31: Unit is new (string)',
          ],
        },
      ],
    });
  });
});
