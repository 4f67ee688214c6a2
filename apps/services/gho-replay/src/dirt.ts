import { createHash } from 'node:crypto';
import { ReplayRow, type Fields } from './replay-row.ts';

/** Ways to soil real rows, each in exactly as many rows as asked for. */
export const dirtNames = [
  'interval-breach',
  'out-of-range',
  'missing-value',
  'missing-country',
  'unknown-country',
  'false-zero',
  'wrong-type',
  'duplicate-conflict',
  'duplicate-equal',
  'missing-rows',
  'older-schema',
  'extra-field',
  'repeat-to',
] as const;

export type DirtName = (typeof dirtNames)[number];

export interface Dirt {
  readonly name: DirtName;
  /** How many rows; for `repeat-to` the number of rows there are afterwards. */
  readonly rows: number;
  /** Only for this indicator, when given. */
  readonly code: string | undefined;
}

/** Soil changes one row into the rows that stand for it. */
interface Soil {
  readonly isFit: (fields: Fields) => boolean;
  readonly change: (fields: Fields) => readonly Fields[];
}

const isCountry = (fields: Fields): boolean => fields.SpatialDimType === 'COUNTRY';
const isMeasured = (fields: Fields): boolean =>
  isCountry(fields) && typeof fields.NumericValue === 'number';

const soils: Readonly<Record<Exclude<DirtName, 'repeat-to'>, Soil>> = {
  'interval-breach': {
    isFit: (fields) => isMeasured(fields) && typeof fields.High === 'number',
    change: (fields) => [{ ...fields, NumericValue: Number(fields.High) + 1 }],
  },
  'out-of-range': {
    isFit: isMeasured,
    // Without the interval, so that no other rule is broken with it.
    change: (fields) => [{ ...fields, NumericValue: -999, Low: null, High: null, Value: '-999' }],
  },
  'missing-value': {
    isFit: isMeasured,
    change: (fields) => [
      { ...fields, NumericValue: null, Low: null, High: null, Value: 'No data' },
    ],
  },
  'missing-country': {
    isFit: isCountry,
    change: (fields) => [{ ...fields, SpatialDim: null }],
  },
  'unknown-country': {
    isFit: isCountry,
    // The record keeps a place of its own, or two soiled rows would share a natural key.
    change: (fields) => [{ ...fields, SpatialDim: `ZZ_${String(fields.SpatialDim)}` }],
  },
  'false-zero': {
    isFit: isMeasured,
    change: (fields) => [{ ...fields, NumericValue: 0, Low: null, High: null, Value: ' -   ' }],
  },
  'wrong-type': {
    isFit: isMeasured,
    change: (fields) => [{ ...fields, NumericValue: String(fields.NumericValue) }],
  },
  'duplicate-conflict': {
    isFit: isMeasured,
    change: (fields) => [fields, { ...withNewId(fields), NumericValue: half(fields), Low: null }],
  },
  'duplicate-equal': {
    isFit: isMeasured,
    change: (fields) => [fields, withNewId(fields)],
  },
  'missing-rows': { isFit: () => true, change: () => [] },
  'older-schema': { isFit: () => true, change: (fields) => [inOlderSchema(fields)] },
  'extra-field': { isFit: () => true, change: (fields) => [{ ...fields, Unit: 'percent' }] },
};

/** applyDirt soils rows one kind after the other; the same rows on every pull, whatever their order. */
export function applyDirt(rows: readonly ReplayRow[], dirt: readonly Dirt[]): readonly ReplayRow[] {
  return dirt.reduce(
    (soiled, { name, rows: count }) =>
      name === 'repeat-to' ? repeatTo(soiled, count) : soilRows(soiled, soils[name], count),
    rows,
  );
}

function soilRows(rows: readonly ReplayRow[], soil: Soil, count: number): ReplayRow[] {
  const chosen = new Set(
    rows
      .map((row, index) => ({ index, fields: row.parse() }))
      .filter(({ fields }) => soil.isFit(fields))
      .map(({ index, fields }) => ({ index, rank: rankOf(fields) }))
      .sort((a, b) => (a.rank < b.rank ? -1 : 1))
      .slice(0, count)
      .map(({ index }) => index),
  );
  return rows.flatMap((row, index) =>
    chosen.has(index) ? soil.change(row.parse()).map((fields) => ReplayRow.of(fields)) : row,
  );
}

/** A hash of the recorded Id picks rows evenly over countries and years, the same ones each time. */
function rankOf(fields: Fields): string {
  return createHash('sha256').update(String(fields.Id)).digest('hex');
}

function withNewId(fields: Fields): Fields {
  return { ...fields, Id: -Number(fields.Id) };
}

const prefixedFields = ['Dim1', 'Dim2', 'Dim3', 'DataSourceDim'];

/** inOlderSchema gives a record the 23 fields of 2021 to 2023: no parents, dimension codes without prefix. */
function inOlderSchema(fields: Fields): Fields {
  const kept = Object.entries(fields).filter(([name]) => !name.startsWith('ParentLocation'));
  return Object.fromEntries(
    kept.map(([name, value]) => [name, prefixedFields.includes(name) ? bareCode(value) : value]),
  );
}

function bareCode(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^[A-Z]+_/, '') : value;
}

function half(fields: Fields): number {
  return Number(fields.NumericValue) / 2;
}

/** repeatTo makes a large indicator of a small one; each round has a time label of its own. */
function repeatTo(rows: readonly ReplayRow[], count: number): ReplayRow[] {
  return Array.from({ length: rows.length === 0 ? 0 : count }, (_, index) => {
    const row = rows[index % rows.length] ?? new ReplayRow('{}');
    const round = Math.floor(index / rows.length);
    return round === 0 ? row : ReplayRow.of(inRound(row.parse(), round));
  });
}

function inRound(fields: Fields, round: number): Fields {
  const label = `${String(fields.TimeDimensionValue)}-${round}`;
  return { ...fields, Id: Number(fields.Id) + round, TimeDimensionValue: label };
}
