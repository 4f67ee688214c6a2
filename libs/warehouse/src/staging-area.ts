import { once } from 'node:events';
import { from } from 'pg-copy-streams';
import { observationColumns } from './observation-row.ts';
import type { WarehouseSession } from './session.ts';
import { stagedColumns } from './staged-lines.ts';

/** A temporary table is never logged and vanishes with the connection, so a crash leaves nothing. */
export const stagingTable = 'pg_temp.staged_observation';

/** Rows that were staged before they turned out to be suspect. */
export interface SuspectLines {
  readonly indicator: string;
  readonly reason: string;
  readonly lines: readonly number[];
}

/**
 * What a publication joins, groups and filters by; statistics of the others would take a while and serve
 * nobody. Without those of the filter PostgreSQL expects few rows, and sorts them on the disk.
 */
const plannedColumns = [
  'source_indicator',
  'reasons',
  'indicator_code',
  'observation_key',
  'year',
  'spatial_dim_type',
];

/** StagingArea takes rows in one COPY, as lines that acceptedLine and rejectedLine write. */
export class StagingArea {
  readonly #session: WarehouseSession;
  readonly #copy: ReturnType<typeof from>;
  readonly #ended: Promise<void>;

  private constructor(session: WarehouseSession) {
    this.#session = session;
    this.#copy = session.client.query(
      from(`copy ${stagingTable} (${stagedColumns.join(', ')}) from stdin`),
    );
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#copy.once('finish', resolve).once('error', reject);
    this.#ended = promise;
    // Whoever waits next gets the error; until then it must not count as unhandled.
    promise.catch(() => undefined);
  }

  /** Opens an empty staging table. A session has one at a time. */
  static async open(session: WarehouseSession): Promise<StagingArea> {
    const columns = observationColumns.map(({ name, type }) => `${name} ${type}`);
    await session.run('create the staging table', async (client) => {
      await client.query(`
        drop table if exists ${stagingTable};
        create temporary table staged_observation (
          source_indicator text not null, source_line integer not null,
          reasons text[], record jsonb, ${columns.join(', ')}
        )`);
    });
    return new StagingArea(session);
  }

  /** Takes whole lines, in UTF-8. Resolves when the server keeps up; rejects when the COPY failed. */
  async write(lines: Uint8Array): Promise<void> {
    await this.#guarded(async () => {
      if (!this.#copy.write(lines)) {
        await Promise.race([once(this.#copy, 'drain'), this.#ended]);
      }
    });
  }

  /** Ends the COPY and moves rows that turned out to be suspect to the rejected ones. */
  async finish(suspects: readonly SuspectLines[]): Promise<void> {
    await this.#guarded(async () => {
      this.#copy.end();
      await this.#ended;
    });
    await this.#session.run('mark suspect rows', async (client) => {
      await client.query(`analyze ${stagingTable} (${plannedColumns.join(', ')})`);
      for (const { indicator, reason, lines } of suspects) {
        await client.query(
          `update ${stagingTable} set reasons = reasons || $3::text
           where source_indicator = $1 and source_line = any ($2::integer[])`,
          [indicator, lines, reason],
        );
      }
    });
  }

  #guarded(work: () => Promise<void>): Promise<void> {
    return this.#session.run('copy rows into the staging table', work);
  }
}
