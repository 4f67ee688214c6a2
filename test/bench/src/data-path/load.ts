import { createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RawZone } from '@gho-platform/raw-zone';
import { seconds, tell } from '../progress.ts';
import { ratiosOf, spreadOf } from '../statistics.ts';
import { tableOf } from '../table.ts';
import { bareCopy } from './bare-copy.ts';
import { dropDatabase, rawStore, startDataPlatform, type DataPlatform } from './data-platform.ts';
import { dltWays, prepareDlt, runDlt } from './dlt.ts';
import { pullGrown, type GrownPull } from './grown-pull.ts';
import { ingestionDate } from './ingest.ts';
import { ratioText } from './ratio-text.ts';
import { startGrownSource } from './source-server.ts';
import { runTransform } from './transform-run.ts';

/** LoadOptions say how much is measured. */
export interface LoadOptions {
  readonly rounds: number;
  readonly rows: number;
  /** Whether dlt takes part, which has to be installed for it. */
  readonly withDlt: boolean;
}

const copyName = 'bare COPY of the clean rows';
const transformName = 'transform';

/** Milliseconds of each round, by contestant. */
type Measured = Map<string, number[]>;

/**
 * load measures transform against a bare COPY of the rows that it made, into the same table, and
 * against dlt, which loads the same files of the raw zone into the same PostgreSQL.
 */
export async function load(options: LoadOptions, scratch: string): Promise<void> {
  const [platform, source] = await Promise.all([startDataPlatform(), startGrownSource()]);
  try {
    tell(`Making ${options.rows} rows`);
    const pull = await pullGrown(platform, source, options.rows);
    await source.stop();
    const measured = await measure(options, { platform, pull, scratch });
    print(measured, pull.rows);
  } finally {
    await platform.stop();
  }
}

interface Place {
  readonly platform: DataPlatform;
  readonly pull: GrownPull;
  readonly scratch: string;
}

async function measure({ rounds, withDlt }: LoadOptions, place: Place): Promise<Measured> {
  const { platform, pull, scratch } = place;
  const measured: Measured = new Map();
  const note = (name: string, wallMs: number): void => {
    tell(`${name}: ${seconds(wallMs)} s`);
    measured.set(name, [...(measured.get(name) ?? []), wallMs]);
  };
  const dlt = withDlt ? await prepareDlt(scratch, await filesOf(place)) : undefined;
  for (let round = 1; round <= rounds; round++) {
    const database = `load_${round}`;
    note(transformName, (await runTransform(platform, pull, database)).wallMs);
    note(copyName, await bareCopy(platform, database, pull.rows));
    await dropDatabase(platform, database);
    if (dlt === undefined) continue;
    for (const way of dltWays) {
      const name = `dlt_${way.name}_${round}`;
      note(way.title, await runDlt(platform, { way, dlt, database: name, rows: pull.rows }));
      await dropDatabase(platform, name);
    }
  }
  return measured;
}

/** The objects of the raw zone as files: reading them from a disk is in favour of whoever does. */
async function filesOf({ platform, pull, scratch }: Place): Promise<string> {
  const folder = join(scratch, 'raw');
  await mkdir(folder);
  await chmod(folder, 0o755);
  const store = rawStore(platform, pull.environment);
  const zone = new RawZone(store);
  for (const code of pull.data.codes) {
    const manifest = await zone.find({ dataset: { kind: 'indicator', code }, ingestionDate });
    const body = await store.open(manifest?.object ?? '');
    if (body === undefined) throw new Error(`indicator ${code} is not in the raw zone`);
    await pipeline(body, createWriteStream(join(folder, `${code}.ndjson.gz`)));
  }
  return folder;
}

function print(measured: Measured, rows: number): void {
  const copies = measured.get(copyName) ?? [];
  const transforms = measured.get(transformName) ?? [];
  const lines = [...measured].map(([name, series]) => {
    const { least, median, greatest } = spreadOf(series);
    return {
      [`${rows.toLocaleString('en')} rows, ${series.length} rounds`]: name,
      'seconds, median': seconds(median),
      range: `${seconds(least)} to ${seconds(greatest)}`,
      'rows a second': Math.round((rows / median) * 1000).toLocaleString('en'),
      'speed against COPY': ratioText(spreadOf(ratiosOf(copies, series))),
      'time against transform': ratioText(spreadOf(ratiosOf(series, transforms))),
    };
  });
  process.stdout.write(`\n${tableOf(lines)}\n`);
}
