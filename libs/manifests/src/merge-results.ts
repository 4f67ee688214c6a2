import { shorten } from '@gho-platform/run-core';
import type { QualityOutcome, RowCounts, StageResult, TestOutcome } from '@gho-platform/run-core';
import { defined } from './json-fields.ts';
import { bounds } from './result-bounds.ts';

/**
 * mergeResults makes one result of a stage's shards, in shard order: counts are added, an output on
 * which all agree keeps its value, any other becomes a JSON array with null for a shard without it.
 */
export function mergeResults(shards: readonly StageResult[]): StageResult {
  const [only, ...others] = shards;
  if (only === undefined) return {};
  if (others.length === 0) return only;
  return defined<StageResult>({
    outputs: ifAny(
      shards.map((shard) => shard.outputs),
      () => mergeOutputs(shards),
    ),
    rows: ifAny(
      shards.map((shard) => shard.rows),
      mergeRows,
    ),
    quality: ifAny(
      shards.map((shard) => shard.quality),
      mergeQuality,
    ),
    tests: ifAny(
      shards.map((shard) => shard.tests),
      mergeTests,
    ),
    model: shards.findLast((shard) => shard.model !== undefined)?.model,
  });
}

/**
 * mergeKnownResults makes one result although those of some shards are lost. An output on which all
 * others agree is kept; undefined says that a lost result may have changed one, so that nobody knows
 * the outputs. Counts with a part missing would be false: they are left out.
 */
export function mergeKnownResults(
  shards: readonly (StageResult | undefined)[],
): StageResult | undefined {
  const known = shards.filter((shard) => shard !== undefined);
  if (known.length === shards.length) return mergeResults(known);
  if (known.length === 0) return undefined;
  const names = outputNames(known);
  // One shard agrees with itself, which says nothing of the others.
  const certain =
    names.length === 0 ||
    (known.length > 1 && names.every((name) => agreed(valuesOf(name, known)) !== undefined));
  if (!certain) return undefined;
  return names.length === 0 ? {} : { outputs: mergeOutputs(known) };
}

function ifAny<T, R>(parts: readonly (T | undefined)[], merge: (some: T[]) => R): R | undefined {
  const some = parts.filter((part) => part !== undefined);
  return some.length === 0 ? undefined : merge(some);
}

type Output = NonNullable<StageResult['outputs']>[number];

function mergeOutputs(shards: readonly StageResult[]): readonly Output[] {
  return outputNames(shards)
    .slice(0, bounds.outputs)
    .flatMap((name) => {
      const values = valuesOf(name, shards);
      const value = agreed(values) ?? JSON.stringify(values);
      // Half an array would be a wrong value: rather none, which a later reference then names.
      return value.length <= bounds.mergedOutput ? [{ name, value }] : [];
    });
}

function outputNames(shards: readonly StageResult[]): readonly string[] {
  return [...new Set(shards.flatMap(({ outputs = [] }) => outputs.map(({ name }) => name)))];
}

function valuesOf(name: string, shards: readonly StageResult[]): readonly (string | null)[] {
  return shards.map(({ outputs }) => outputs?.find((one) => one.name === name)?.value ?? null);
}

/** The value on which all shards agree. */
function agreed([first, ...others]: readonly (string | null)[]): string | undefined {
  return typeof first === 'string' && others.every((value) => value === first) ? first : undefined;
}

function sum(counts: readonly (number | undefined)[]): number | undefined {
  const added = ifAny(counts, (some) => some.reduce((total, count) => total + count, 0));
  return added === undefined ? undefined : Math.min(added, Number.MAX_SAFE_INTEGER);
}

function mergeRows(parts: readonly RowCounts[]): RowCounts {
  return defined<RowCounts>({
    read: sum(parts.map((part) => part.read)),
    written: sum(parts.map((part) => part.written)),
    rejected: sum(parts.map((part) => part.rejected)),
    unchanged: sum(parts.map((part) => part.unchanged)),
  });
}

type Worst = NonNullable<QualityOutcome['worst']>[number];

function mergeQuality(parts: readonly QualityOutcome[]): QualityOutcome {
  return defined<QualityOutcome>({
    checks: sum(parts.map((part) => part.checks)),
    passed: sum(parts.map((part) => part.passed)),
    warned: sum(parts.map((part) => part.warned)),
    failed: sum(parts.map((part) => part.failed)),
    worst: ifAny(
      parts.map((part) => part.worst),
      (some) => mergeWorst(some.flat()),
    ),
  });
}

/** One entry for each check, the one with most rows first. */
function mergeWorst(entries: readonly Worst[]): readonly Worst[] {
  const byCheck = new Map<string, Worst>();
  for (const entry of entries) {
    const seen = byCheck.get(entry.check);
    byCheck.set(entry.check, seen === undefined ? entry : addWorst(seen, entry));
  }
  return [...byCheck.values()].sort((a, b) => b.rows - a.rows).slice(0, bounds.worst);
}

function addWorst(one: Worst, other: Worst): Worst {
  const examples = [...(one.examples ?? []), ...(other.examples ?? [])].slice(0, bounds.examples);
  return {
    ...one,
    rows: sum([one.rows, other.rows]) ?? 0,
    ...(examples.length === 0 ? {} : { examples }),
  };
}

function mergeTests(parts: readonly TestOutcome[]): TestOutcome {
  const failures = new Set(parts.flatMap((part) => part.failures ?? []));
  return defined<TestOutcome>({
    total: sum(parts.map((part) => part.total)),
    passed: sum(parts.map((part) => part.passed)),
    warned: sum(parts.map((part) => part.warned)),
    failed: sum(parts.map((part) => part.failed)),
    failures: failures.size === 0 ? undefined : [...failures].slice(0, bounds.failures),
  });
}

/** One message of several shards, each said once. */
export function mergeMessages(messages: readonly string[]): string {
  return shorten([...new Set(messages)].join('; '), bounds.message);
}
