import type { Fields, GhoResource } from '@gho-platform/gho';
import {
  contractFor,
  Evaluation,
  qualityReport,
  type ContractReport,
  type QualityContract,
  type QualityReport,
} from '@gho-platform/quality';
import { datasetName, type Manifest, type RawZone } from '@gho-platform/raw-zone';
import type { StageContext } from '@gho-platform/stage-kit';
import {
  lastGoodLoads,
  StagingArea,
  type SetAsideRow,
  type SuspectLines,
  type WarehouseSession,
} from '@gho-platform/warehouse';
import type { RawPartitions } from './raw-partitions.ts';
import {
  judgeReferenceSet,
  readReferenceSets,
  referenceDataOf,
  type ReferenceSet,
} from './reference-data.ts';
import { RowEncoder } from './row-encoding/row-encoder.ts';
import { stagePartition } from './stage-rows.ts';

/** JudgementRequest is what a judgement needs; accepted observations end up in the staging table. */
export interface JudgementRequest {
  readonly context: StageContext;
  readonly contracts: readonly QualityContract[];
  readonly zone: RawZone;
  readonly partitions: RawPartitions;
  readonly session: WarehouseSession;
  /** YYYY-MM-DD. */
  readonly ingestionDate: string;
}

/** Judgement is what the contracts say of a pull. */
export interface Judgement {
  readonly report: QualityReport;
  /** Accepted rows of a dimension or the catalogue; none when it was not ingested. */
  readonly accepted: (dataset: GhoResource) => readonly Fields[];
  /** Rows of dimensions and the catalogue that were set aside; those of indicators are staged. */
  readonly setAside: readonly SetAsideRow[];
}

/** One contract, with its data sets in this pull. */
interface Examination {
  readonly contract: QualityContract;
  readonly evaluation: Evaluation;
  readonly indicators: readonly Manifest[];
  readonly reference: readonly ReferenceSet[];
}

/** judgePull holds every data set of a pull against its contract, and stages the observations. */
export async function judgePull(request: JudgementRequest): Promise<Judgement> {
  const { context, zone, partitions } = request;
  const sets = await readReferenceSets(zone, partitions.reference, context.signal);
  const examinations = examinationsOf(request, sets);
  const accepted = new Map<string, readonly Fields[]>();
  const setAside: SetAsideRow[] = [];
  for (const { evaluation, reference } of examinations) {
    for (const set of reference) {
      const judged = judgeReferenceSet(evaluation, set);
      accepted.set(datasetName(set.manifest.dataset), judged.accepted);
      setAside.push(...judged.setAside);
    }
  }
  await stageIndicators(request, examinations);
  const report = await reportOf(request, examinations);
  return { report, accepted: (dataset) => accepted.get(datasetName(dataset)) ?? [], setAside };
}

/** Contracts that nothing of this pull is for have nothing to say. */
function examinationsOf(
  { contracts, partitions, ingestionDate }: JudgementRequest,
  sets: readonly ReferenceSet[],
): readonly Examination[] {
  const data = referenceDataOf(sets, ingestionDate);
  const isFor = (contract: QualityContract, { dataset }: Manifest): boolean =>
    contractFor(contracts, dataset) === contract;
  return contracts
    .map((contract) => ({
      contract,
      evaluation: new Evaluation(contract, data),
      indicators: partitions.indicators.filter((manifest) => isFor(contract, manifest)),
      reference: sets.filter(({ manifest }) => isFor(contract, manifest)),
    }))
    .filter(({ indicators, reference }) => indicators.length + reference.length > 0);
}

async function stageIndicators(
  { context, zone, session }: JudgementRequest,
  examinations: readonly Examination[],
): Promise<void> {
  const { logger, signal } = context;
  const encoder = new RowEncoder();
  try {
    const staging = await StagingArea.open(session);
    const suspects: SuspectLines[] = [];
    for (const { evaluation, indicators } of examinations) {
      const path = { zone, evaluation, encoder, staging, signal };
      for (const manifest of indicators) {
        suspects.push(...(await stagePartition(path, manifest)));
        const { dataset, rows } = manifest;
        logger.info({ indicator: dataset.code, rows }, 'Staged indicator');
      }
    }
    await staging.finish(suspects);
  } finally {
    await encoder.close();
  }
}

/** Asks the warehouse only now, since the session was busy with the rows until they were staged. */
async function reportOf(
  { session, ingestionDate }: JudgementRequest,
  examinations: readonly Examination[],
): Promise<QualityReport> {
  const reports: ContractReport[] = [];
  for (const { contract, evaluation, indicators, reference } of examinations) {
    const manifests = [...indicators, ...reference.map(({ manifest }) => manifest)];
    const { kind } = contract.dataSet;
    const codes = manifests.map(({ dataset }) => dataset.code);
    reports.push(evaluation.finish(await lastGoodLoads(session, { ingestionDate, kind, codes })));
  }
  return qualityReport(reports);
}
