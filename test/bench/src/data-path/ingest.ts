import { RawZone } from '@gho-platform/raw-zone';
import { catalogue, type GhoResource } from '@gho-platform/gho';
import { seconds, tell } from '../progress.ts';
import { ratiosOf, spreadOf } from '../statistics.ts';
import { tableOf, type Row } from '../table.ts';
import { newBuckets, rawStore, startDataPlatform, type DataPlatform } from './data-platform.ts';
import { download, pathOf } from './download.ts';
import { startFileServer } from './file-server.ts';
import { ratioText } from './ratio-text.ts';
import { startReplay } from './source-server.ts';
import { runStage, type StageRun } from './stage-run.ts';

/** IngestOptions say how much is measured. */
export interface IngestOptions {
  readonly rounds: number;
  /** Of the indicator, one after the other. */
  readonly sizes: readonly number[];
}

const indicator: GhoResource = { kind: 'indicator', code: 'WHS4_543' };
const dimension: GhoResource = { kind: 'dimension', code: 'COUNTRY' };
export const ingestionDate = '2026-06-01';

/** A server with answers, and where they are on it. */
interface Source {
  readonly name: string;
  readonly address: string;
  /** Path with a slash at the end; another one each time, so that the replay answers as at first. */
  readonly base: () => string;
}

/** Milliseconds of each round. */
interface Series {
  readonly curl: number[];
  readonly ingest: number[];
  /** From the request for the indicator to its last byte in the store, by the manifest. */
  readonly pull: number[];
  readonly peakMiB: number[];
  bytes: number;
}

/**
 * ingest measures the stage against curl, which throws away what it gets: the same requests to the
 * same server, in turns. It prints one line for a server that makes its answer while it sends it, as
 * the replay does, and one for a server that has it ready.
 */
export async function ingest({ rounds, sizes }: IngestOptions, scratch: string): Promise<void> {
  const [platform, replay] = await Promise.all([startDataPlatform(), startReplay()]);
  const rows: Row[] = [];
  try {
    for (const size of sizes) {
      let request = 0;
      const scenario = `/scenario/repeat-to:${size}@${indicator.code}`;
      const base = (): string => `${scenario}/session/${++request}/api/`;
      const live = { name: 'the replay', address: replay.address, base };
      rows.push(rowOf(size, live, await measure(platform, live, rounds)));
      const ready = base();
      const { files } = await download(replay.address, pathsOf(ready), scratch);
      const server = await startFileServer(files);
      const file = { name: 'a file', address: server.address, base: () => ready };
      rows.push(rowOf(size, file, await measure(platform, file, rounds)));
      await server.stop();
    }
  } finally {
    await Promise.all([platform.stop(), replay.stop()]);
  }
  process.stdout.write(`\n${tableOf(rows)}\n`);
}

async function measure(platform: DataPlatform, source: Source, rounds: number): Promise<Series> {
  const series: Series = { curl: [], ingest: [], pull: [], peakMiB: [], bytes: 0 };
  // The first round warms caches up and does not count.
  for (let round = 0; round <= rounds; round++) {
    const curl = await download(source.address, pathsOf(source.base()));
    const { run, pullMs } = await runIngest(platform, source);
    tell(`${source.name}: curl ${seconds(curl.wallMs)} s, ingest ${seconds(run.wallMs)} s`);
    if (round === 0) continue;
    series.curl.push(curl.wallMs);
    series.ingest.push(run.wallMs);
    series.pull.push(pullMs);
    series.peakMiB.push(run.peakMiB);
    series.bytes = curl.bytes;
  }
  return series;
}

let buckets = 0;

async function runIngest(
  platform: DataPlatform,
  { address, base }: Source,
): Promise<{ readonly run: StageRun; readonly pullMs: number }> {
  const environment = await newBuckets(platform, String(++buckets));
  const run = await runStage('ingest', {
    ...environment,
    GHO_API_BASE_URL: `${address}${base()}`,
    INDICATORS: indicator.code,
    DIMENSIONS: dimension.code,
    INGESTION_DATE: ingestionDate,
    REQUESTS_PER_SECOND: '100',
  });
  const zone = new RawZone(rawStore(platform, environment));
  const manifest = await zone.find({ dataset: indicator, ingestionDate });
  if (manifest === undefined) throw new Error('ingest: the indicator is not in the raw zone');
  const { startedAt, finishedAt } = manifest.source;
  return { run, pullMs: Date.parse(finishedAt) - Date.parse(startedAt) };
}

function pathsOf(base: string): readonly string[] {
  return [catalogue, indicator, dimension].map((dataset) => pathOf(dataset, base));
}

function rowOf(size: number, { name }: Source, series: Series): Row {
  return {
    'rows of the indicator': size.toLocaleString('en'),
    'answered from': name,
    'MB on the wire': (series.bytes / 1e6).toFixed(2),
    'curl, s': seconds(spreadOf(series.curl).median),
    'ingest, whole process, s': seconds(spreadOf(series.ingest).median),
    'against curl': ratioText(spreadOf(ratiosOf(series.ingest, series.curl))),
    'the pull alone, s': seconds(spreadOf(series.pull).median),
    'pull against curl': ratioText(spreadOf(ratiosOf(series.pull, series.curl))),
    'most memory, MiB': spreadOf(series.peakMiB).greatest.toFixed(0),
  };
}
