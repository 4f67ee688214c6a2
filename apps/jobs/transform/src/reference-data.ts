import { catalogue, type Fields } from '@gho-platform/gho';
import type { Evaluation, ReferenceData } from '@gho-platform/quality';
import type { Manifest, RawRow, RawZone } from '@gho-platform/raw-zone';
import type { SetAsideRow } from '@gho-platform/warehouse';

type ReferenceRow = Omit<RawRow, 'text'>;

/** ReferenceSet is a dimension or the catalogue of a pull, as a whole; they are small. */
export interface ReferenceSet {
  readonly manifest: Manifest;
  readonly rows: readonly ReferenceRow[];
}

/** readReferenceSets reads the dimensions of a pull and its catalogue. */
export async function readReferenceSets(
  zone: RawZone,
  manifests: readonly Manifest[],
  signal: AbortSignal,
): Promise<readonly ReferenceSet[]> {
  const sets: ReferenceSet[] = [];
  for (const manifest of manifests) {
    const rows: ReferenceRow[] = [];
    for await (const batch of zone.read(manifest, signal)) {
      rows.push(...batch);
    }
    sets.push({ manifest, rows });
  }
  return sets;
}

/**
 * referenceDataOf returns the codes that other data sets may refer to. A row that its own contract sets
 * aside lists its code all the same: a misspelt name must not make all figures of a country suspect.
 * Without any code nothing is known to be wrong.
 */
export function referenceDataOf(
  sets: readonly ReferenceSet[],
  ingestionDate: string,
): ReferenceData {
  const dimensions = new Map<string, ReadonlySet<string>>();
  for (const { manifest, rows } of sets) {
    if (manifest.dataset.kind === 'dimension' && rows.length > 0) {
      dimensions.set(manifest.dataset.code, codesOf(rows, 'Code'));
    }
  }
  const listed = sets.find(({ manifest }) => manifest.dataset.kind === catalogue.kind);
  return {
    dimensions,
    indicatorCodes: listed && codesOf(listed.rows, 'IndicatorCode'),
    ingestionDate,
  };
}

function codesOf(rows: readonly ReferenceRow[], field: string): ReadonlySet<string> {
  const codes = rows.map(({ fields }) => fields[field]);
  return new Set(codes.filter((code) => typeof code === 'string'));
}

/** JudgedSet is what a contract left of a dimension or the catalogue. */
export interface JudgedSet {
  readonly accepted: readonly Fields[];
  readonly setAside: readonly SetAsideRow[];
}

/** judgeReferenceSet holds all rows of a data set against its contract. */
export function judgeReferenceSet(evaluation: Evaluation, set: ReferenceSet): JudgedSet {
  const { kind, code } = set.manifest.dataset;
  const judged = new Map<number, { readonly record: Fields; readonly reasons: string[] }>();
  evaluation.open(code);
  for (const { fields, line } of set.rows) {
    const { fate, reasons, earlier } = evaluation.observe(fields, line);
    if (fate !== 'Collapsed') {
      judged.set(line, { record: fields, reasons: [...reasons] });
    }
    if (earlier !== undefined) {
      judged.get(earlier.line)?.reasons.push(earlier.reason);
    }
  }
  const isSound = ({ reasons }: { readonly reasons: readonly string[] }): boolean =>
    reasons.length === 0;
  return {
    accepted: [...judged.values()].filter(isSound).map(({ record }) => record),
    setAside: [...judged]
      .filter(([, row]) => !isSound(row))
      .map(([line, row]) => ({ kind, code, line, ...row })),
  };
}
