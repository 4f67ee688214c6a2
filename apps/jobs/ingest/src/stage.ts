import {
  catalogue,
  defaultRetryPolicy,
  GhoClient,
  isOpen,
  type GhoResource,
  type Retry,
} from '@gho-platform/gho';
import {
  datePrefix,
  describeChange,
  indicatorsOf,
  ObjectStore,
  RawZone,
} from '@gho-platform/raw-zone';
import type { Logger, StageContext, StageInput, StageResult } from '@gho-platform/stage-kit';
import { readConfig, type IngestConfig } from './config.ts';
import { DriftFinding } from './drift-finding.ts';
import { ingestItem, type ItemOutcome, type ItemTools } from './ingest-item.ts';
import { RowTally } from './row-tally.ts';
import { stageFailure } from './stage-failure.ts';
import { itemsOfShard } from './shard-plan.ts';
import { workItems } from './work-items.ts';

/** An answer may drip as long as it moves; the largest indicator is 145 MB. */
const attemptTimeoutFactor = 30;

/** ingest brings this shard's data sets of the day into the raw zone, one after the other. */
export async function ingest(context: StageContext): Promise<StageResult> {
  const config = readConfig(context.environment);
  const { input, logger, signal } = context;
  const store = new ObjectStore(config);
  const client = makeClient(config, input, logger);
  const progress = { tally: new RowTally(), drift: new DriftFinding() };
  try {
    await store.assertReachable(signal);
    const zone = new RawZone(store);
    const { ingestionDate, onSchemaDrift } = config;
    const writtenBy = writerOf(input);
    const tools: ItemTools = { client, zone, ingestionDate, signal, writtenBy, onSchemaDrift };
    const all = await everyItem(config, tools);
    const items =
      input.shards === 1
        ? all
        : await itemsOfShard(all, { store, zone, ingestionDate, input, signal });
    logger.info({ items: items.length, ofAllShards: all.length }, 'Assigned work items');
    await ingestShard(items, { tools, progress, logger });
    return { outputs: outputsOf(config), ...reached(progress) };
  } catch (error) {
    throw stageFailure(error, reached(progress));
  } finally {
    await client.close();
    store.close();
  }
}

interface Progress {
  readonly tally: RowTally;
  readonly drift: DriftFinding;
}

interface ShardTools {
  readonly tools: ItemTools;
  readonly progress: Progress;
  readonly logger: Logger;
}

async function ingestShard(
  items: readonly GhoResource[],
  { tools, progress, logger }: ShardTools,
): Promise<void> {
  for (const [index, item] of items.entries()) {
    const outcome = await ingestItem(item, tools);
    progress.tally.add(outcome);
    progress.drift.add(outcome.manifest);
    logOutcome(logger, outcome, { done: index + 1, of: items.length });
  }
}

/** reached is what was done until now, whether or not more follows. */
function reached({ tally, drift }: Progress): StageResult {
  const quality = drift.quality();
  return { rows: tally.counts(), ...(quality && { quality }) };
}

/** everyItem is the same in every shard, since the catalogue that a choice needs is stored before. */
async function everyItem(config: IngestConfig, tools: ItemTools): Promise<readonly GhoResource[]> {
  const { choice, ingestionDate, dimensions } = config;
  if (isOpen(choice)) {
    await ingestItem(catalogue, tools);
  }
  const indicators = await indicatorsOf(tools.zone, { choice, ingestionDate }, tools.signal);
  return workItems(indicators, dimensions);
}

function makeClient(config: IngestConfig, input: StageInput, logger: Logger): GhoClient {
  return new GhoClient({
    baseUrl: config.baseUrl,
    // Shards do not talk to each other, so each takes its share of the budget.
    requestsPerSecond: config.requestsPerSecond / input.shards,
    silenceTimeoutMs: config.requestTimeoutMs,
    attemptTimeoutMs: config.requestTimeoutMs * attemptTimeoutFactor,
    retry: { ...defaultRetryPolicy, attempts: config.pullAttempts },
    onRetry: (retry) => {
      logRetry(logger, retry);
    },
  });
}

function writerOf({ runName, runUid, attempt, shardIndex }: StageInput): ItemTools['writtenBy'] {
  return { run: runName, uid: runUid, attempt, shard: shardIndex };
}

function outputsOf({ ingestionDate }: IngestConfig): Record<string, string> {
  return { ingestionDate, rawPrefix: datePrefix(ingestionDate) };
}

function logRetry(logger: Logger, { resource, attempt, delayMs, error }: Retry): void {
  const fields = { ...nameFields(resource), pullAttempt: attempt, delayMs, problem: error.message };
  logger.warn(fields, 'Pull failed and will be repeated');
}

function logOutcome(
  logger: Logger,
  { manifest, outcome }: ItemOutcome,
  progress: { readonly done: number; readonly of: number },
): void {
  const { rows, bytes, unchangedSince, source, object, schemaDrift } = manifest;
  const fields = {
    ...nameFields(manifest.dataset),
    ...progress,
    rows,
    bytes,
    unchangedSince,
    pullAttempts: source.attempts,
    object,
  };
  if (rows === 0) {
    logger.warn(fields, 'Data set is empty at the source');
  }
  if (schemaDrift !== undefined) {
    const { comparedWith, changes } = schemaDrift;
    const described = changes.map(describeChange);
    logger.warn({ ...fields, comparedWith, changes: described }, 'Schema of data set changed');
  }
  logger.info(fields, outcome === 'written' ? 'Wrote partition' : 'Kept partition');
}

function nameFields({ kind, code }: GhoResource): { kind: string; code: string } {
  return { kind, code };
}
