import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { mergeCountries, type CountryValue } from './dim-country.ts';
import { mergeIndicators, type IndicatorValue } from './dim-indicator.ts';
import { mergeDimensionValues } from './dim-value.ts';
import { SupersededAttemptError, WarehouseUnavailableError } from './errors.ts';
import {
  recordChecks,
  recordDataSets,
  recordQuarantine,
  type CheckEvidence,
  type DataSetEvidence,
  type SetAsideRow,
} from './evidence.ts';
import { mergeStaged, type MergeCounts } from './merge.ts';
import { warehouseSchema } from './migrate.ts';
import { createPartitions } from './partitions.ts';
import { releaseQuarantine } from './quarantine.ts';
import type { WarehouseSession } from './session.ts';

export interface LoadIdentity {
  /** `<run uid>/<attempt>`. */
  readonly loadId: string;
  readonly runName: string;
  readonly runUid: string;
  readonly attempt: number;
  /** YYYY-MM-DD. */
  readonly ingestionDate: string;
}

export interface LoadEvidence {
  readonly checks: readonly CheckEvidence[];
  readonly dataSets: readonly DataSetEvidence[];
  /** Rows of dimensions and the catalogue; those of indicators are staged. */
  readonly setAside: readonly SetAsideRow[];
}

export interface Publication extends LoadEvidence {
  readonly countries: readonly CountryValue[];
  readonly catalogue: readonly IndicatorValue[];
}

export interface PublishedLoad extends MergeCounts {
  readonly rejected: number;
  /** Entries in quarantine of earlier loads of the pull that this load accepted after all. */
  readonly released: number;
  readonly yearsAdded: readonly number[];
  readonly countriesChanged: readonly string[];
}

const loadTable = `${warehouseSchema}.load`;

/** One publication at a time: two runs may carry the same figures. */
const publicationLock = 'gho-platform:publication';

export interface Patience {
  /** Ends the waiting at once. */
  readonly signal: AbortSignal;
  /** How long another attempt of the run may keep its lock, in milliseconds. */
  readonly lockWaitMs?: number;
}

/** Longer than the server needs to notice that the node of an earlier attempt is lost. */
const defaultLockWaitMs = 75_000;
const lockPollMs = 500;

/**
 * beginLoad takes the lock of the run (until the session ends), removes what an earlier attempt
 * left unfinished and announces this one. A load that is already Loaded stays as it is.
 */
export async function beginLoad(
  session: WarehouseSession,
  identity: LoadIdentity,
  patience: Patience,
): Promise<void> {
  const { loadId, runName, runUid, attempt, ingestionDate } = identity;
  await session.run(`begin load ${loadId}`, (client) => lockRun(client, runUid, patience));
  await session.transact(`begin load ${loadId}`, async (client) => {
    await assertNewest(client, identity);
    await client.query(
      `delete from ${loadTable} where run_uid = $1 and attempt < $2 and state = 'Loading'`,
      [runUid, attempt],
    );
    await client.query(
      `insert into ${loadTable} as l
         (load_id, run_name, run_uid, attempt, ingestion_date, state, started_at)
       values ($1, $2, $3, $4, $5, 'Loading', now())
       on conflict (load_id) do update
       set ingestion_date = excluded.ingestion_date, state = 'Loading',
         started_at = excluded.started_at, finished_at = null
       where l.state <> 'Loaded'`,
      [loadId, runName, runUid, attempt, ingestionDate],
    );
  });
}

/** Asks again and again rather than once with a timeout, so that a SIGTERM need not wait. */
async function lockRun(client: Client, runUid: string, patience: Patience): Promise<void> {
  const { signal, lockWaitMs = defaultLockWaitMs } = patience;
  const deadline = Date.now() + lockWaitMs;
  while (!(await tryLockRun(client, runUid))) {
    if (Date.now() > deadline) {
      throw new WarehouseUnavailableError(
        `could not lock run ${runUid}: another attempt of it is still connected to the warehouse`,
      );
    }
    await delay(lockPollMs, undefined, { signal });
  }
}

async function tryLockRun(client: Client, runUid: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
    [`gho-platform:run:${runUid}`],
  );
  return rows[0]?.locked === true;
}

/** An attempt that was taken for dead and wakes up again must not undo its successor's work. */
async function assertNewest(client: Client, { runUid, attempt }: LoadIdentity): Promise<void> {
  const { rows } = await client.query<{ newest: number | null }>(
    `select max(attempt) as newest from ${loadTable} where run_uid = $1`,
    [runUid],
  );
  const newest = rows[0]?.newest ?? attempt;
  if (newest > attempt) {
    throw new SupersededAttemptError(
      `attempt ${attempt} of run ${runUid} was superseded by attempt ${newest}`,
    );
  }
}

/**
 * publishLoad makes everything that is staged visible in one transaction: observations, dimensions,
 * quarantine, evidence and the state Loaded.
 */
export async function publishLoad(
  session: WarehouseSession,
  identity: LoadIdentity,
  publication: Publication,
): Promise<PublishedLoad> {
  const { loadId } = identity;
  const yearsAdded = await createPartitions(session);
  return session.transact(`publish load ${loadId}`, async (client) => {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [publicationLock]);
    await mergeDimensionValues(client, identity);
    const indicators = indicatorsOf(publication).map(({ code }) => code);
    const merged = await mergeStaged(client, { ...identity, indicators });
    await mergeIndicators(client, identity, publication.catalogue);
    const countriesChanged = await mergeCountries(client, identity, publication.countries);
    const rejected = await recordEvidence(client, loadId, publication);
    const released = await releaseQuarantine(client, loadId);
    await client.query(
      `update ${loadTable}
       set state = 'Loaded', rows_read = $2, rows_loaded = $3, rows_rejected = $4,
         rows_unchanged = $5, rows_collapsed = $6, rows_withdrawn = $7, finished_at = now()
       where load_id = $1 and state <> 'Loaded'`,
      [
        loadId,
        sum(publication, 'rowsRead'),
        merged.inserted + merged.updated,
        rejected,
        merged.unchanged,
        sum(publication, 'rowsCollapsed'),
        merged.withdrawn,
      ],
    );
    return { ...merged, rejected, released, yearsAdded, countriesChanged };
  });
}

/**
 * rejectLoad keeps the evidence of a load that failed its contract and marks it Rejected; no
 * observation and no dimension is touched. Returns the number of observations in quarantine.
 */
export async function rejectLoad(
  session: WarehouseSession,
  { loadId }: LoadIdentity,
  evidence: LoadEvidence,
): Promise<number> {
  return session.transact(`reject load ${loadId}`, async (client) => {
    const rejected = await recordEvidence(client, loadId, evidence);
    await client.query(
      `update ${loadTable}
       set state = 'Rejected', rows_read = $2, rows_loaded = 0, rows_rejected = $3,
         rows_unchanged = 0, rows_collapsed = $4, rows_withdrawn = 0, finished_at = now()
       where load_id = $1 and state <> 'Loaded'`,
      [loadId, sum(evidence, 'rowsRead'), rejected, sum(evidence, 'rowsCollapsed')],
    );
    return rejected;
  });
}

async function recordEvidence(
  client: Client,
  loadId: string,
  { checks, dataSets, setAside }: LoadEvidence,
): Promise<number> {
  await recordDataSets(client, loadId, dataSets);
  await recordChecks(client, loadId, checks);
  return recordQuarantine(client, loadId, setAside);
}

/** What a load is made of; dimensions and the catalogue only describe it. */
function indicatorsOf({ dataSets }: LoadEvidence): readonly DataSetEvidence[] {
  return dataSets.filter(({ kind }) => kind === 'indicator');
}

function sum(evidence: LoadEvidence, count: 'rowsRead' | 'rowsCollapsed'): number {
  return indicatorsOf(evidence).reduce((total, indicator) => total + indicator[count], 0);
}
