import {
  Evaluation,
  failureMessage,
  summarize,
  type QualityContract,
  type QualityReport,
  type ReferenceData,
} from '@gho-platform/quality';
import { ObjectStore, RawZone } from '@gho-platform/raw-zone';
import {
  ConfigurationError,
  DataError,
  type StageContext,
  type StageResult,
} from '@gho-platform/stage-kit';
import {
  beginLoad,
  lastGoodLoads,
  migrate,
  publishLoad,
  rejectLoad,
  StagingArea,
  warehouseSchema,
  WarehouseSession,
  type LoadEvidence,
  type LoadIdentity,
  type SuspectLines,
} from '@gho-platform/warehouse';
import { chooseFrom } from './chosen-indicators.ts';
import {
  readConfiguration,
  type Configuration,
  type DeclaredConfiguration,
} from './configuration.ts';
import { loadContract } from './contract-file.ts';
import { qualityPageKey, qualityReportKey, writeQualityReport } from './quality-report.ts';
import { findPartitions, type RawPartitions } from './raw-partitions.ts';
import { readReferenceData, type DimensionValues } from './reference-data.ts';
import { stageError } from './stage-error.ts';
import { stagePartition } from './stage-rows.ts';

/** Everything one attempt works with. */
interface Attempt extends DimensionValues {
  readonly context: StageContext;
  readonly configuration: Configuration;
  readonly contract: QualityContract;
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
  const contract = await loadContract(declared.contractPath);
  const { zone, artifacts } = await openStores(declared, signal);
  const configuration = await chooseFrom(zone, declared, signal);
  const partitions = await findPartitions(zone, configuration, signal);
  const reference = await readReferenceData(zone, partitions, signal);
  const session = await WarehouseSession.open({
    ...configuration.database,
    applicationName: `transform ${input.runName}`,
  });
  try {
    const { ingestionDate } = configuration;
    const { loadId, runName, runUid, attempt } = input;
    const identity = { loadId, runName, runUid, attempt, ingestionDate };
    return await load({
      ...{ context, configuration, contract, zone, artifacts, partitions, session, identity },
      ...reference,
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
  const report = await stageAndJudge(attempt);
  const sources = partitions.indicators;
  const { ingestionDate } = identity;
  await writeQualityReport(artifacts, context.input, { report, ingestionDate, sources });
  const { verdict, rows } = report;
  context.logger.info({ verdict, rows }, 'Judged pull');
  switch (verdict) {
    case 'Inconclusive':
      throw new Error(`quality checks broke down: ${JSON.stringify(report.executionErrors)}`);
    case 'Failed':
      return reject(attempt, report);
    case 'Passed':
    case 'PassedWithQuarantine':
      return publish(attempt, report);
  }
}

async function stageAndJudge(attempt: Attempt): Promise<QualityReport> {
  const { context, contract, zone, partitions, session, configuration } = attempt;
  const { ingestionDate, indicators } = configuration;
  const evaluation = new Evaluation(contract, referenceOf(attempt));
  const staging = await StagingArea.open(session);
  const suspects: SuspectLines[] = [];
  for (const manifest of partitions.indicators) {
    const path = { zone, evaluation, staging, signal: context.signal };
    suspects.push(...(await stagePartition(path, manifest)));
    const { dataset, rows } = manifest;
    context.logger.info({ indicator: dataset.code, rows }, 'Staged indicator');
  }
  await staging.finish(suspects);
  return evaluation.finish(await lastGoodLoads(session, ingestionDate, indicators));
}

async function publish(attempt: Attempt, report: QualityReport): Promise<StageResult> {
  const { context, countries, catalogue, session, identity } = attempt;
  const { logger } = context;
  const published = await publishLoad(session, identity, {
    ...evidenceOf(attempt, report),
    countries,
    catalogue,
  });
  logger.info({ loadId: identity.loadId, ...published }, 'Published load');
  return {
    ...resultOf(attempt, report),
    rows: {
      read: report.rows.read,
      written: published.inserted + published.updated,
      rejected: published.rejected,
      unchanged: published.unchanged,
    },
  };
}

async function reject(attempt: Attempt, report: QualityReport): Promise<never> {
  const { session, identity, context } = attempt;
  const rejected = await rejectLoad(session, identity, evidenceOf(attempt, report));
  context.logger.info({ loadId: identity.loadId, rejected }, 'Rejected load');
  const rows = { read: report.rows.read, written: 0, rejected, unchanged: 0 };
  throw new DataError(failureMessage(report), {
    result: { ...resultOf(attempt, report), rows },
  });
}

function evidenceOf({ partitions }: Attempt, report: QualityReport): LoadEvidence {
  const manifests = new Map(partitions.indicators.map((found) => [found.dataset.code, found]));
  return {
    checks: report.checks,
    indicators: report.indicators.map(({ indicator, read, quarantined, collapsed, profile }) => ({
      indicator,
      rowsRead: read,
      rowsRejected: quarantined,
      rowsCollapsed: collapsed,
      sourceObject: manifests.get(indicator)?.object ?? '',
      sourceSha256: manifests.get(indicator)?.sha256 ?? '',
      contentHash: manifests.get(indicator)?.contentHash ?? '',
      distribution: profile.distribution,
    })),
  };
}

function resultOf({ context, identity }: Attempt, report: QualityReport): StageResult {
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

/** Without a dimension or catalogue no code is known to be wrong. */
function referenceOf({ countries, catalogue, partitions, identity }: Attempt): ReferenceData {
  const codesOf = (values: readonly { readonly code: string }[]): ReadonlySet<string> =>
    new Set(values.map(({ code }) => code));
  return {
    countryCodes: countries.length === 0 ? undefined : codesOf(countries),
    indicatorCodes: partitions.catalogue === undefined ? undefined : codesOf(catalogue),
    ingestionDate: identity.ingestionDate,
  };
}
