import { usageOf } from '../process-usage.ts';
import { seconds, tell } from '../progress.ts';
import { quantile, ratiosOf, spreadOf } from '../statistics.ts';
import { tableOf, type Row } from '../table.ts';
import { newBuckets, startDataPlatform, type DataPlatform } from './data-platform.ts';
import { ingestionDate } from './ingest.ts';
import { startMeter, type MachineLoad } from './machine-load.ts';
import { ratioText } from './ratio-text.ts';
import { recordedCodes } from './recordings.ts';
import { startGrownSource, startReplay, type SourceServer } from './source-server.ts';
import { runStage } from './stage-run.ts';

/** ShardsOptions say how much is measured. */
export interface ShardsOptions {
  readonly rounds: number;
  /** How many shards, one series each; the first is what the others are compared with. */
  readonly counts: readonly number[];
  /** To which each of the recorded indicators is grown. */
  readonly rows: number;
}

/** The dimensions COUNTRY and REGION and the catalogue, which ingest asks for besides. */
const references = 3;
const requests = recordedCodes.length + references;

/** Case is a source, and how often it may be asked. */
interface Case {
  readonly name: string;
  readonly source: SourceServer;
  /** Path of the API on it. */
  readonly path: string;
  readonly requestsPerSecond: number;
}

interface Outcome {
  readonly load: MachineLoad;
  /** Of the processes of all shards. */
  readonly stageSeconds: number;
  readonly sourceSeconds: number;
}

/**
 * shards runs ingest with more and more shards at once, on large indicators without a limit that would
 * be felt and on the recorded ones with the default limit, and says what the machine did meanwhile.
 */
export async function shards(options: ShardsOptions): Promise<void> {
  const platform = await startDataPlatform();
  const [source, replay] = await Promise.all([startGrownSource(), startReplay()]);
  const { rows } = options;
  const large = `${recordedCodes.length} indicators of ${rows.toLocaleString('en')} rows`;
  const cases: readonly Case[] = [
    { name: large, source, path: `/rows-${rows}/api/`, requestsPerSecond: 100 },
    { name: 'as recorded', source: replay, path: '/api/', requestsPerSecond: 4 },
  ];
  try {
    for (const one of cases) {
      const table = await measure(options, one, platform);
      process.stdout.write(`\n${tableOf(table)}\n`);
    }
  } finally {
    await Promise.all([platform.stop(), source.stop(), replay.stop()]);
  }
}

async function measure(
  { rounds, counts }: ShardsOptions,
  one: Case,
  platform: DataPlatform,
): Promise<readonly Row[]> {
  const outcomes = new Map<number, Outcome[]>(counts.map((count) => [count, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const [count, series] of outcomes) {
      const outcome = await runShards(count, one, platform);
      tell(`${one.name}, shards ${count}: ${outcome.load.wallSeconds.toFixed(2)} s`);
      series.push(outcome);
    }
  }
  const [yardstick = []] = outcomes.values();
  return [...outcomes].map(([count, series]) => rowOf(one, { count, series, yardstick }));
}

let measurements = 0;

async function runShards(count: number, one: Case, platform: DataPlatform): Promise<Outcome> {
  const label = `shards-${++measurements}`;
  const environment = await newBuckets(platform, label);
  const before = await usageOf(one.source.pid);
  const end = await startMeter();
  const runs = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      runStage('ingest', {
        ...environment,
        GHO_API_BASE_URL: `${one.source.address}${one.path}`,
        INDICATORS: recordedCodes.join(','),
        INGESTION_DATE: ingestionDate,
        REQUESTS_PER_SECOND: String(one.requestsPerSecond),
        PIPELINE_SHARDS: String(count),
        JOB_COMPLETION_INDEX: String(index),
        PIPELINE_RUN_UID: label,
      }),
    ),
  );
  const load = await end();
  const after = await usageOf(one.source.pid);
  return {
    load,
    stageSeconds: runs.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    sourceSeconds: (after?.cpuSeconds ?? 0) - (before?.cpuSeconds ?? 0),
  };
}

interface Result {
  readonly count: number;
  readonly series: readonly Outcome[];
  readonly yardstick: readonly Outcome[];
}

function rowOf({ name, requestsPerSecond }: Case, { count, series, yardstick }: Result): Row {
  const walls = series.map(({ load }) => load.wallSeconds);
  const first = yardstick.map(({ load }) => load.wallSeconds);
  const busy = series.map(({ load }) => load.busySeconds / load.wallSeconds);
  const cores = series[0]?.load.cores ?? 0;
  const median = (value: (outcome: Outcome) => number): string =>
    quantile(series.map(value), 0.5).toFixed(1);
  return {
    [`${name}: shards`]: String(count),
    'seconds, median': seconds(quantile(walls, 0.5) * 1000),
    'against the first': ratioText(spreadOf(ratiosOf(walls, first))),
    'cores at work': `${quantile(busy, 0.5).toFixed(2)} of ${cores}`,
    'CPU of ingest, s': median(({ stageSeconds }) => stageSeconds),
    'CPU of the source, s': median(({ sourceSeconds }) => sourceSeconds),
    'CPU of the rest, s': median(
      ({ load, stageSeconds, sourceSeconds }) => load.busySeconds - stageSeconds - sourceSeconds,
    ),
    'least by the request limit, s': ((requests - count) / requestsPerSecond).toFixed(2),
  };
}
