import { createHash } from 'node:crypto';
import type { GhoResource } from '@gho-platform/gho';
import {
  datasetName,
  datePrefix,
  lastRows,
  type ObjectStore,
  type RawZone,
} from '@gho-platform/raw-zone';
import type { StageInput } from '@gho-platform/stage-kit';
import { packShards, type SizedItem } from './pack-shards.ts';
import { typicalRows } from './work-items.ts';

export interface PlanTools {
  readonly store: ObjectStore;
  readonly zone: RawZone;
  readonly ingestionDate: string;
  readonly input: StageInput;
  readonly signal: AbortSignal;
}

/** ShardPlan is stored as JSON: names of data sets, one list for each shard. */
interface ShardPlan {
  readonly version: 1;
  readonly shards: readonly { readonly rows: number; readonly items: readonly string[] }[];
}

/**
 * itemsOfShard returns what this shard has to do. Sizes come from earlier days, and a run of an earlier
 * day may add some at any moment, so shards that each computed a division could leave a gap between
 * them. The first to store its plan decides for all shards and attempts of the run.
 */
export async function itemsOfShard(
  items: readonly GhoResource[],
  tools: PlanTools,
): Promise<readonly GhoResource[]> {
  const { shards } = JSON.parse(await agree(items, tools)) as ShardPlan;
  const byName = new Map(items.map((item) => [datasetName(item), item]));
  const own = shards[tools.input.shardIndex]?.items ?? [];
  return own.flatMap((name) => byName.get(name) ?? []);
}

async function agree(items: readonly GhoResource[], tools: PlanTools): Promise<string> {
  const { store, signal } = tools;
  const key = planKey(items, tools);
  const existing = await store.readText(key, signal);
  if (existing !== undefined) return existing;
  const text = formatPlan(packShards(await sizesOf(items, tools), tools.input.shards));
  const isOurs = await store.createText(key, text, 'application/json');
  const agreed = isOurs ? text : await store.readText(key, signal);
  if (agreed === undefined) throw new Error(`shard plan ${key} came and went`);
  return agreed;
}

/** Of the run and of everything that the plan depends on and that may change within a run. */
function planKey(items: readonly GhoResource[], { ingestionDate, input }: PlanTools): string {
  const work = JSON.stringify([input.runUid, input.shards, items.map(datasetName).sort()]);
  const digest = createHash('sha256').update(work).digest('hex').slice(0, 32);
  return `${datePrefix(ingestionDate)}shard-plans/${digest}.json`;
}

async function sizesOf(items: readonly GhoResource[], tools: PlanTools): Promise<SizedItem[]> {
  const { zone, ingestionDate, signal } = tools;
  const rows = await lastRows(zone, { datasets: items, before: ingestionDate, signal });
  return items.map((item) => ({ item, rows: rows.get(item) ?? typicalRows(item) }));
}

function formatPlan(packed: readonly (readonly SizedItem[])[]): string {
  const shards = packed.map((sized) => ({
    rows: sized.reduce((sum, { rows }) => sum + rows, 0),
    items: sized.map(({ item }) => datasetName(item)),
  }));
  const plan: ShardPlan = { version: 1, shards };
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}
