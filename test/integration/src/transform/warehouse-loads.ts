import {
  acceptedLine,
  beginLoad,
  publishLoad,
  rejectedLine,
  StagingArea,
  WarehouseSession,
  type ObservationRow,
  type PublishedLoad,
} from '@gho-platform/warehouse';
import type { PostgresServer } from '@gho-platform/testing/servers';

export const indicator = 'WHOSIS_000001';

/** Figures of one pull by place: a value, or `rejected` for a row that went to quarantine. */
export type Figures = Readonly<Record<string, number | 'rejected'>>;

export interface PullOfFigures {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly figures: Figures;
  /** 2016 unless given. */
  readonly year?: number;
}

export function openSession(
  { host, port, user }: Pick<PostgresServer, 'host' | 'port' | 'user'>,
  database: string,
): Promise<WarehouseSession> {
  return WarehouseSession.open({
    ...{ host, port, user, password: undefined, database, applicationName: 'test' },
    tls: { mode: 'disable', rootCertificateFile: undefined },
  });
}

let loads = 0;

/** loadPull loads one pull of one indicator as a run of its own would. */
export async function loadPull(
  session: WarehouseSession,
  { day, figures, year = 2016 }: PullOfFigures,
): Promise<PublishedLoad> {
  loads += 1;
  const runUid = `load-${loads}`;
  const identity = { loadId: `${runUid}/1`, runName: 'nightly', runUid, attempt: 1 };
  const load = { ...identity, ingestionDate: day };
  await beginLoad(session, load, { signal: new AbortController().signal });
  const staging = await StagingArea.open(session);
  const lines = Object.entries(figures).map(([place, value], index) => {
    const source = { indicator, line: index + 1 };
    const reasons = ['numeric_range:OutOfRange'];
    return value === 'rejected'
      ? rejectedLine(source, { observationKey: place, reasons, record: {} })
      : acceptedLine(source, observation(place, { year, value }));
  });
  await staging.write(Buffer.from(lines.join('')));
  await staging.finish([]);
  const rows = Object.keys(figures).length;
  return publishLoad(session, load, {
    checks: [],
    countries: [],
    catalogue: [{ code: indicator, name: 'Life expectancy at birth (years)', language: 'EN' }],
    setAside: [],
    dataSets: [
      {
        ...{
          kind: 'indicator',
          code: indicator,
          rowsRead: rows,
          rowsRejected: 0,
          rowsCollapsed: 0,
        },
        ...{ sourceObject: `raw/${day}`, sourceSha256: 'digest', contentHash: 'hash' },
      },
    ],
  });
}

/** What `warehouse.observation_as_of` says of a day: values by place. */
export async function believedOn(session: WarehouseSession, day: string): Promise<Figures> {
  const { rows } = await session.client.query<{ place: string; value: number }>(
    `select spatial_dim as place, numeric_value as value
     from warehouse.observation_as_of($1) order by spatial_dim collate "C"`,
    [day],
  );
  // As a list first: a figure that is believed twice would vanish in an object.
  const places = rows.map(({ place }) => place);
  if (new Set(places).size < places.length) throw new Error(`believed twice: ${places.join(' ')}`);
  return Object.fromEntries(rows.map(({ place, value }) => [place, value]));
}

/** Every stored byte of what is believed and was believed, but for when it was written. */
export async function storedVersions(session: WarehouseSession): Promise<unknown[]> {
  const { rows } = await session.client.query<{ version: unknown }>(
    `select to_jsonb(f) as version from warehouse.fact_observation f
     union all
     select to_jsonb(h) from warehouse.observation_history h
     order by 1`,
  );
  return rows.map(({ version }) => version);
}

function observation(
  place: string,
  { year, value }: { readonly year: number; readonly value: number },
): ObservationRow {
  return {
    ...{ observationKey: place, indicatorCode: indicator, spatialDimType: 'COUNTRY' },
    ...{ spatialDim: place, parentLocationCode: undefined, parentLocation: undefined },
    ...{ year, timeDimType: 'YEAR', timeDimensionValue: String(year) },
    ...{ timeBegin: `${year}-01-01`, timeEnd: `${year}-12-31`, dim1Type: 'SEX', dim1: 'SEX_BTSX' },
    ...{ dim2Type: undefined, dim2: undefined, dim3Type: undefined, dim3: undefined },
    ...{ dataSourceDimType: undefined, dataSourceDim: undefined, valueText: String(value) },
    ...{ numericValue: value, low: undefined, high: undefined, comments: undefined },
    sourceUpdatedAt: undefined,
  };
}
