import type { GhoResource } from '@gho-platform/gho';
import {
  checkContent,
  DamagedPartitionError,
  datasetName,
  indicatorsOf,
  ObjectStore,
  RawZone,
  type Manifest,
} from '@gho-platform/raw-zone';
import {
  DataError,
  type QualitySummary,
  type StageContext,
  type StageResult,
} from '@gho-platform/stage-kit';
import { readConfig, type IngestConfig } from './config.ts';
import { stageFailure } from './stage-failure.ts';
import { workItems } from './work-items.ts';

interface Findings {
  rows: number;
  partitions: number;
  readonly problems: string[];
}

/**
 * verify reads every partition of the day again and holds it against its manifest, those that the
 * configuration asks for and any others. It changes nothing and never asks the source.
 */
export async function verify(context: StageContext): Promise<StageResult> {
  const config = readConfig(context.environment);
  const { signal } = context;
  const store = new ObjectStore(config);
  try {
    await store.assertReachable(signal);
    const findings = await verifyDay(new RawZone(store), config, context);
    return resultOf(findings, config);
  } catch (error) {
    throw error instanceof DamagedPartitionError
      ? new DataError(error.message, { cause: error, reason: 'RawPartitionDamaged' })
      : stageFailure(error, {});
  } finally {
    store.close();
  }
}

async function verifyDay(
  zone: RawZone,
  config: IngestConfig,
  { input, logger, signal }: StageContext,
): Promise<Findings> {
  const { ingestionDate } = config;
  const { asked, all } = await datasetsOf(zone, config, signal);
  const findings: Findings = { rows: 0, partitions: 0, problems: [] };
  for (const dataset of all.filter((_, index) => index % input.shards === input.shardIndex)) {
    const name = datasetName(dataset);
    try {
      const manifest = await zone.find({ dataset, ingestionDate }, signal);
      if (manifest !== undefined) {
        await checkContent(zone, manifest, signal);
        note(findings, manifest);
        logger.info({ dataset: name, rows: manifest.rows }, 'Verified partition');
      } else if (asked.has(name)) {
        findings.problems.push(`${name} has no manifest`);
      } else {
        logger.info({ dataset: name }, 'Skipped what was begun and never published');
      }
    } catch (error) {
      if (!(error instanceof DamagedPartitionError)) throw error;
      findings.problems.push(`${name}: ${error.message}`);
      logger.error({ dataset: name, problem: error.message }, 'Partition is not as published');
    }
  }
  return findings;
}

/** What the day has and what it should have, each once and in the same order for every shard. */
async function datasetsOf(
  zone: RawZone,
  { choice, dimensions, ingestionDate }: IngestConfig,
  signal: AbortSignal,
): Promise<{ readonly asked: ReadonlySet<string>; readonly all: readonly GhoResource[] }> {
  const wanted = workItems(await indicatorsOf(zone, { choice, ingestionDate }, signal), dimensions);
  const present = await zone.datasets(ingestionDate, signal);
  const byName = new Map([...present, ...wanted].map((dataset) => [datasetName(dataset), dataset]));
  const names = [...byName.keys()].sort();
  return {
    asked: new Set(wanted.map(datasetName)),
    all: names.flatMap((name) => byName.get(name) ?? []),
  };
}

function note(findings: Findings, manifest: Manifest): void {
  findings.partitions += 1;
  findings.rows += manifest.rows;
}

function resultOf(findings: Findings, { ingestionDate }: IngestConfig): StageResult {
  const { problems, rows } = findings;
  const quality = qualityOf(findings);
  if (problems.length > 0) {
    const message = `${problems.length} of ${quality.checks} partitions of ${ingestionDate} are not as published: ${problems.join('; ')}`;
    const reason = 'RawPartitionDamaged';
    throw new DataError(message, { reason, result: { rows: { read: rows }, quality } });
  }
  return { outputs: { ingestionDate }, rows: { read: rows }, quality };
}

function qualityOf({ partitions, problems }: Findings): QualitySummary {
  const failed = problems.length;
  const finding = {
    ...{ check: 'partition_as_published', severity: 'Halt', outcome: 'Failed' },
    ...{ rows: 0, examples: problems },
  };
  return {
    ...{ checks: partitions + failed, passed: partitions, warned: 0, failed },
    ...(failed > 0 && { worst: [finding] }),
  };
}
