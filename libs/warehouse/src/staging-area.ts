import { once } from 'node:events';
import { from } from 'pg-copy-streams';
import { arrayLiteral, copyText, storableJson } from './copy-text.ts';
import { observationColumns, type ObservationRow } from './observation-row.ts';
import type { WarehouseSession } from './session.ts';

/** A temporary table is never logged and vanishes with the connection, so a crash leaves nothing. */
export const stagingTable = 'pg_temp.staged_observation';

/** Where a staged row comes from. */
export interface SourceLine {
  readonly indicator: string;
  /** From 1. */
  readonly line: number;
}

export interface RejectedRow {
  /** Kept so that a rejected row does not count as withdrawn by the source. */
  readonly observationKey: string;
  readonly reasons: readonly string[];
  readonly record: unknown;
}

/** Rows that were staged before they turned out to be suspect. */
export interface SuspectLines {
  readonly indicator: string;
  readonly reason: string;
  readonly lines: readonly number[];
}

const properties = observationColumns.map(({ property }) => property);
const columnNames = ['source_indicator', 'source_line', 'reasons', 'record'].concat(
  observationColumns.map(({ name }) => name),
);
/** What the merge joins and filters by; statistics of the others would take a while and serve nobody. */
const plannedColumns = ['source_indicator', 'reasons', 'indicator_code', 'observation_key', 'year'];
const rejectedTail = '\t\\N'.repeat(observationColumns.length - 1);

/** Large enough that a call costs nothing, small enough to keep the server busy. */
const batchCharacters = 128 * 1024;

/** StagingArea takes rows in one COPY. Await `relieved` every few hundred rows. */
export class StagingArea {
  readonly #session: WarehouseSession;
  readonly #copy: ReturnType<typeof from>;
  readonly #ended: Promise<void>;
  #batch = '';

  private constructor(session: WarehouseSession) {
    this.#session = session;
    this.#copy = session.client.query(
      from(`copy ${stagingTable} (${columnNames.join(', ')}) from stdin`),
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

  /** Takes a row that passed. */
  add({ indicator, line }: SourceLine, row: ObservationRow): void {
    let text = `${copyText(indicator)}\t${line}\t\\N\t\\N`;
    for (const property of properties) {
      text += `\t${copyText(row[property])}`;
    }
    this.#append(text);
  }

  /** Takes a row that will go to quarantine. */
  reject({ indicator, line }: SourceLine, row: RejectedRow): void {
    const reasons = copyText(arrayLiteral(row.reasons));
    const record = copyText(storableJson(row.record));
    const head = `${copyText(indicator)}\t${line}\t${reasons}\t${record}\t${row.observationKey}`;
    this.#append(head + rejectedTail);
  }

  /** Sends what has gathered, if that is worth a call; resolves when the server keeps up again. */
  async relieved(): Promise<void> {
    if (this.#batch.length >= batchCharacters) {
      await this.#flush();
    }
  }

  /** Rejects when the COPY failed. */
  async #flush(): Promise<void> {
    const batch = Buffer.from(this.#batch, 'utf8');
    this.#batch = '';
    await this.#guarded(async () => {
      if (!this.#copy.write(batch)) {
        await Promise.race([once(this.#copy, 'drain'), this.#ended]);
      }
    });
  }

  /** Ends the COPY and moves rows that turned out to be suspect to the rejected ones. */
  async finish(suspects: readonly SuspectLines[]): Promise<void> {
    await this.#flush();
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

  #append(text: string): void {
    this.#batch += `${text}\n`;
  }

  #guarded(work: () => Promise<void>): Promise<void> {
    return this.#session.run('copy rows into the staging table', work);
  }
}
