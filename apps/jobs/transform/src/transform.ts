import { catalogue } from '@gho-platform/gho';
import { failureMessage, summarize, type QualityContract } from '@gho-platform/quality';
import { datasetName, ObjectStore, RawZone, type Manifest } from '@gho-platform/raw-zone';
import {
  ConfigurationError,
  DataError,
  type StageContext,
  type StageResult,
} from '@gho-platform/stage-kit';
import {
  beginLoad,
  migrate,
  publishLoad,
  rejectLoad,
  warehouseSchema,
  WarehouseSession,
  type LoadEvidence,
  type LoadIdentity,
} from '@gho-platform/warehouse';
import { chooseFrom } from './chosen-indicators.ts';
import {
  readConfiguration,
  type Configuration,
  type DeclaredConfiguration,
} from './configuration.ts';
import { loadContracts } from './contract-file.ts';
import { countryValues, indicatorValues } from './dimension-values.ts';
import { judgePull, type Judgement } from './judgement.ts';
import { qualityPageKey, qualityReportKey, writeQualityReport } from './quality-report.ts';
import { findPartitions, type RawPartitions } from './raw-partitions.ts';
import { stageError } from './stage-error.ts';

/** Everything one attempt works with. */
interface Attempt {
  readonly context: StageContext;
  readonly configuration: Configuration;
  readonly contracts: readonly QualityContract[];
  readonly zone: RawZone;
  readonly artifacts: ObjectStore;
  readonly partitions: RawPartitions;
  readonly session: WarehouseSession;
  readonly identity: LoadIdentity;
}

/** transform loads one pull from the raw zone into the warehouse, if it keeps its quality contract. */
export async function transform(context: StageContext): Promise<StageResult> {
  try {
    return await run(context);
  } catch (error) {
    throw stageError(error);
  }
}

async function run(context: StageContext): Promise<StageResult> {
  const { input, environment, signal } = context;
  const declared = readConfiguration(environment);
  if (input.shards > 1) {
    throw new ConfigurationError(
      `PIPELINE_SHARDS is ${input.shards}, allowed for transform: 1 (a load is published as a whole)`,
    );
  }
  const contracts = await loadContracts(declared.contractFolder, declared.contractPaths);
  const { zone, artifacts } = await openStores(declared, signal);
  const configuration = await chooseFrom(zone, declared, signal);
  const partitions = await findPartitions(zone, configuration, signal);
  const session = await WarehouseSession.open({
    ...configuration.database,
    applicationName: `transform ${input.runName}`,
  });
  try {
    const { ingestionDate } = configuration;
    const { loadId, runName, runUid, attempt } = input;
    const identity = { loadId, runName, runUid, attempt, ingestionDate };
    return await load({
      ...{ context, configuration, contracts, zone, artifacts, partitions, session, identity },
    });
  } finally {
    await session.close();
  }
}

/** openStores finds out that a bucket is missing or refuses us before any work is done. */
async function openStores(
  { rawBucket, artifactBucket, forcePathStyle, encryption }: DeclaredConfiguration,
  signal: AbortSignal,
): Promise<{ readonly zone: RawZone; readonly artifacts: ObjectStore }> {
  const raw = new ObjectStore({ bucket: rawBucket, forcePathStyle });
  const artifacts = new ObjectStore({ bucket: artifactBucket, forcePathStyle, encryption });
  await Promise.all([raw.assertReachable(signal), artifacts.assertReachable(signal)]);
  return { zone: new RawZone(raw), artifacts };
}

async function load(attempt: Attempt): Promise<StageResult> {
  const { context, session, identity, artifacts, partitions } = attempt;
  const applied = await migrate(session);
  context.logger.info({ applied }, 'Migrated warehouse');
  await beginLoad(session, identity, { signal: context.signal });
  const { ingestionDate } = identity;
  const judgement = await judgePull({ ...attempt, ingestionDate });
  const { report } = judgement;
  const sources = manifestsOf(partitions);
  await writeQualityReport(artifacts, context.input, { report, ingestionDate, sources });
  const { verdict, rows } = report;
  context.logger.info({ verdict, rows }, 'Judged pull');
  switch (verdict) {
    case 'Inconclusive':
      throw new Error(`quality checks broke down: ${JSON.stringify(report.executionErrors)}`);
    case 'Failed':
      return reject(attempt, judgement);
    case 'Passed':
    case 'PassedWithQuarantine':
      return publish(attempt, judgement);
  }
}

async function publish(attempt: Attempt, judgement: Judgement): Promise<StageResult> {
  const { context, configuration, session, identity } = attempt;
  const { logger } = context;
  const { report, accepted } = judgement;
  const published = await publishLoad(session, identity, {
    ...evidenceOf(attempt, judgement),
    countries: countryValues(accepted({ kind: 'dimension', code: 'COUNTRY' })),
    catalogue: indicatorValues(accepted(catalogue), configuration.indicators),
  });
  logger.info({ loadId: identity.loadId, ...published }, 'Published load');
  return {
    ...resultOf(attempt, judgement),
    rows: {
      read: report.rows.read,
      written: published.inserted + published.updated,
      rejected: published.rejected,
      unchanged: published.unchanged,
    },
  };
}

async function reject(attempt: Attempt, judgement: Judgement): Promise<never> {
  const { session, identity, context } = attempt;
  const { report } = judgement;
  const rejected = await rejectLoad(session, identity, evidenceOf(attempt, judgement));
  context.logger.info({ loadId: identity.loadId, rejected }, 'Rejected load');
  const rows = { read: report.rows.read, written: 0, rejected, unchanged: 0 };
  throw new DataError(failureMessage(report), {
    result: { ...resultOf(attempt, judgement), rows },
  });
}

function evidenceOf({ partitions }: Attempt, { report, setAside }: Judgement): LoadEvidence {
  const manifests = new Map(
    manifestsOf(partitions).map((found) => [datasetName(found.dataset), found]),
  );
  return {
    checks: report.checks,
    dataSets: report.dataSets.map((found) => {
      const { kind, dataSet: code, read, quarantined, collapsed, profile } = found;
      const manifest = manifests.get(datasetName({ kind, code }));
      return {
        ...{ kind, code, rowsRead: read, rowsRejected: quarantined, rowsCollapsed: collapsed },
        sourceObject: manifest?.object ?? '',
        sourceSha256: manifest?.sha256 ?? '',
        contentHash: manifest?.contentHash ?? '',
        distribution: profile.distribution,
      };
    }),
    setAside,
  };
}

function manifestsOf({ indicators, reference }: RawPartitions): readonly Manifest[] {
  return [...indicators, ...reference];
}

function resultOf({ context, identity }: Attempt, { report }: Judgement): StageResult {
  return {
    outputs: {
      loadId: identity.loadId,
      ingestionDate: identity.ingestionDate,
      warehouseSchema,
      qualityReport: qualityReportKey(context.input),
      qualityPage: qualityPageKey(context.input),
    },
    quality: summarize(report),
  };
}
