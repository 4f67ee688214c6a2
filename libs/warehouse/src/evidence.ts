import type { GhoResource } from '@gho-platform/gho';
import type { Client } from 'pg';
import { storableJson } from './copy-text.ts';
import { warehouseSchema } from './migrate.ts';
import { observationColumns } from './observation-row.ts';
import { stagingTable } from './staging-area.ts';
import { dataSetTable, quarantineTable } from './tables.ts';

/** CheckEvidence is what one quality check found. */
export interface CheckEvidence {
  readonly check: string;
  /** Name of its contract. */
  readonly contract: string;
  readonly severity: string;
  readonly outcome: 'Passed' | 'Warned' | 'Failed';
  readonly rowsChecked: number;
  readonly rowsFailed: number;
  readonly examples: readonly unknown[];
}

/** Distribution sums up the numbers of the accepted rows of a data set, in its unit. */
export interface Distribution {
  readonly values: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
}

/** DataSetEvidence is what was read of one data set. */
export interface DataSetEvidence {
  readonly kind: GhoResource['kind'];
  readonly code: string;
  readonly rowsRead: number;
  readonly rowsRejected: number;
  readonly rowsCollapsed: number;
  readonly sourceObject: string;
  readonly sourceSha256: string;
  readonly contentHash: string;
  /** Absent when no accepted row has a number. */
  readonly distribution?: Distribution | undefined;
}

/** SetAsideRow is a row of a data set that is not staged and goes to quarantine. */
export interface SetAsideRow {
  readonly kind: GhoResource['kind'];
  readonly code: string;
  /** From 1. */
  readonly line: number;
  /** `<check name>:<reason>`. */
  readonly reasons: readonly string[];
  readonly record: unknown;
}

/** A row that was accepted first and turned out suspect later is only known by its columns. */
const recordOfColumns = `jsonb_strip_nulls(jsonb_build_object(${observationColumns
  .filter(({ source }) => source !== undefined)
  .map(({ name, source }) => `'${source ?? ''}', s.${name}`)
  .join(', ')}))`;

/**
 * recordQuarantine keeps every rejected row of the staging table, and those of other data sets; returns
 * how many were staged.
 */
export async function recordQuarantine(
  client: Client,
  loadId: string,
  setAside: readonly SetAsideRow[],
): Promise<number> {
  await client.query(`delete from ${quarantineTable} where load_id = $1`, [loadId]);
  await client.query(
    `insert into ${quarantineTable}
       (load_id, kind, code, source_line, reasons, record, quarantined_at)
     select $1, r->>'kind', r->>'code', (r->>'line')::bigint,
       array(select jsonb_array_elements_text(r->'reasons')), r->'record', now()
     from jsonb_array_elements($2::jsonb) as r`,
    [loadId, storableJson(setAside)],
  );
  const { rowCount } = await client.query(
    `insert into ${quarantineTable}
       (load_id, kind, code, source_line, reasons, record, quarantined_at)
     select $1, 'indicator', s.source_indicator, s.source_line, s.reasons,
       coalesce(s.record, ${recordOfColumns}), now()
     from ${stagingTable} s where s.reasons is not null`,
    [loadId],
  );
  return rowCount ?? 0;
}

/** recordChecks keeps the outcome of every check of a load. */
export async function recordChecks(
  client: Client,
  loadId: string,
  checks: readonly CheckEvidence[],
): Promise<void> {
  await client.query(`delete from ${warehouseSchema}.quality_result where load_id = $1`, [loadId]);
  await client.query(
    `insert into ${warehouseSchema}.quality_result (load_id, check_name, contract, severity,
       outcome, rows_checked, rows_failed, examples, evaluated_at)
     select $1, c->>'check', c->>'contract', c->>'severity', c->>'outcome', (c->>'rowsChecked')::bigint,
       (c->>'rowsFailed')::bigint, c->'examples', now()
     from jsonb_array_elements($2::jsonb) as c`,
    [loadId, storableJson(checks)],
  );
}

/** recordDataSets keeps what a load read, for lineage and for the next row-count comparison. */
export async function recordDataSets(
  client: Client,
  loadId: string,
  dataSets: readonly DataSetEvidence[],
): Promise<void> {
  await client.query(`delete from ${dataSetTable} where load_id = $1`, [loadId]);
  await client.query(
    `insert into ${dataSetTable} (load_id, kind, code, rows_read, rows_rejected,
       rows_collapsed, source_object, source_sha256, content_hash, numeric_values,
       lower_quartile, median, upper_quartile)
     select $1, i->>'kind', i->>'code', (i->>'rowsRead')::bigint, (i->>'rowsRejected')::bigint,
       (i->>'rowsCollapsed')::bigint, i->>'sourceObject', i->>'sourceSha256', i->>'contentHash',
       coalesce((d->>'values')::bigint, 0), (d->>'lowerQuartile')::double precision,
       (d->>'median')::double precision, (d->>'upperQuartile')::double precision
     from jsonb_array_elements($2::jsonb) as i, lateral (select i->'distribution' as d) as numbers`,
    [loadId, storableJson(dataSets)],
  );
}
