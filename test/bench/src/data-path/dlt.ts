import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@gho-platform/tools';
import { workspaceRoot } from '../cluster.ts';
import { withDatabase, type DataPlatform, type Environment } from './data-platform.ts';

/** DltWay is one of the ways in dlt/load.py, with the settings that dlt's documentation names for it. */
export interface DltWay {
  readonly name: 'insert' | 'copy' | 'arrow';
  readonly title: string;
  readonly settings: Environment;
}

/** Files are cut so that both cores have something to do, and are not compressed in between. */
const tuned: Environment = {
  DATA_WRITER__DISABLE_COMPRESSION: 'true',
  EXTRACT__DATA_WRITER__FILE_MAX_ITEMS: '100000',
  EXTRACT__DATA_WRITER__BUFFER_MAX_ITEMS: '50000',
  NORMALIZE__DATA_WRITER__BUFFER_MAX_ITEMS: '50000',
  NORMALIZE__WORKERS: '2',
};

export const dltWays: readonly DltWay[] = [
  { name: 'insert', title: 'dlt, as it comes', settings: {} },
  { name: 'copy', title: 'dlt, COPY, two processes', settings: tuned },
  { name: 'arrow', title: 'dlt, COPY of Arrow tables', settings: tuned },
];

/** Dlt is an installed dlt and the files that it loads. */
export interface Dlt {
  readonly python: string;
  readonly files: string;
  readonly scratch: string;
}

const project = 'test/bench/dlt';

/** prepareDlt installs dlt as it is locked, or finds it installed. */
export async function prepareDlt(scratch: string, files: string): Promise<Dlt> {
  const script = join(workspaceRoot, 'tools/python/venv.sh');
  const environment = (await run(script, [project], { cwd: workspaceRoot })).trim();
  return { python: join(environment, 'bin/python'), files, scratch };
}

interface DltRun {
  readonly way: DltWay;
  readonly dlt: Dlt;
  readonly database: string;
  /** How many there must be in the end. */
  readonly rows: number;
}

/** runDlt loads the files into an empty database and returns milliseconds of the whole process. */
export async function runDlt(
  platform: DataPlatform,
  { way, dlt, database, rows }: DltRun,
): Promise<number> {
  const { host, port, user } = platform.postgres;
  await platform.postgres.createDatabase(database);
  const state = await mkdtemp(join(dlt.scratch, 'dlt-'));
  const script = join(workspaceRoot, project, 'load.py');
  const startedMs = performance.now();
  await run(dlt.python, [script, way.name, dlt.files, state], {
    cwd: state,
    env: {
      ...way.settings,
      // The server trusts everyone, but dlt insists on a password.
      DATABASE_URL: `postgresql://${user}:none@${host}:${port}/${database}`,
      RUNTIME__DLTHUB_TELEMETRY: 'false',
      HOME: state,
    },
  });
  const wallMs = performance.now() - startedMs;
  await rm(state, { recursive: true });
  const loaded = await withDatabase(platform, database, (client) =>
    client.query<{ count: string }>('select count(*) from raw.observation'),
  );
  const count = Number(loaded.rows[0]?.count);
  if (count !== rows) throw new Error(`${way.title}: loaded ${count} of ${rows} rows`);
  return wallMs;
}
