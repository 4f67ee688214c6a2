import {
  catalogue,
  defaultRetryPolicy,
  GhoClient,
  isOpen,
  type GhoResource,
  type Retry,
} from '@gho-platform/gho';
import { datePrefix, indicatorsOf, ObjectStore, RawZone } from '@gho-platform/raw-zone';
import type { Logger, StageContext, StageInput, StageResult } from '@gho-platform/stage-kit';
import { readConfig, type IngestConfig } from './config.ts';
import { ingestItem, type ItemTools } from './ingest-item.ts';
import { ingestShard, nameFields } from './ingest-shard.ts';
import { Progress } from './progress.ts';
import { stageFailure } from './stage-failure.ts';
import { itemsOfShard } from './shard-plan.ts';
import { workItems } from './work-items.ts';

/** An answer may drip as long as it moves; the largest indicator is 145 MB. */
const attemptTimeoutFactor = 30;

/** ingest brings this shard's data sets of the day into the raw zone. */
export async function ingest(context: StageContext): Promise<StageResult> {
  const config = readConfig(context.environment);
  const { input, logger, signal } = context;
  const store = new ObjectStore(config);
  const client = makeClient(config, input, logger);
  const progress = new Progress();
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
    return { outputs: outputsOf(config), ...progress.result() };
  } catch (error) {
    throw stageFailure(error, progress.result());
  } finally {
    await client.close();
    store.close();
  }
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
    failureLimit: config.failureLimit,
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
