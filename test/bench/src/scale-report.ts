import { perRun } from './audit.ts';
import { seconds } from './progress.ts';
import type { OperatorFigures, ScaleOptions, ScaleResult } from './scale.ts';
import { quantile } from './statistics.ts';
import { tableOf } from './table.ts';
import type { Row } from './table.ts';

/** Results by contestant. */
export type ScaleResults = ReadonlyMap<string, ScaleResult>;

/** scaleReport shows what was measured on fake nodes. */
export function scaleReport(
  { count, limit, stageDuration }: ScaleOptions,
  results: ScaleResults,
): string {
  const [least, most] = stageDuration;
  const works = least === most ? least : `${least} to ${most}`;
  const bound = limit === undefined ? '' : `, ${limit} at a time`;
  const heading = `${count} chains of four stages of ${works}${bound}`;
  const rows = [...results].map(([name, result]) => ({
    [heading]: name,
    'drained after, s': seconds(result.tookMs),
    'stages made / expected': `${result.made} / ${result.expected}`,
    'ran twice': String(result.doubled),
    ...handoverCells(result.handovers),
  }));
  const parts = [tableOf(rows), componentTable(results)];
  for (const { operator, requests } of results.values()) {
    if (operator === undefined) continue;
    parts.push(processTable(operator));
    const { writes, reads } = perRun(requests.operator, count);
    parts.push(requestTable('writes', writes), requestTable('reads', reads));
  }
  return `\n${parts.join('\n\n')}\n`;
}

/** handoverCells gives the distribution of hand-overs, in milliseconds. */
export function handoverCells(handovers: readonly number[]): Row {
  const at = (q: number): string =>
    handovers.length === 0 ? '' : quantile(handovers, q).toFixed(0);
  return { 'hand-over p50, ms': at(0.5), 'p99, ms': at(0.99), 'greatest, ms': at(1) };
}

function componentTable(results: ScaleResults): string {
  const programs = new Set(
    [...results.values()].flatMap(({ components }) => [...components.keys()]),
  );
  return tableOf(
    [...programs].map((program) => ({
      'CPU seconds; most MiB': program,
      ...Object.fromEntries(
        [...results].map(([name, { components }]) => {
          const { cpuSeconds = 0, peakMiB = 0 } = components.get(program) ?? {};
          return [name, `${cpuSeconds.toFixed(0)}; ${peakMiB.toFixed(0)}`];
        }),
      ),
    })),
  );
}

function processTable(operator: OperatorFigures): string {
  const table = tableOf([
    {
      'the operator': 'process',
      'CPU seconds': operator.cpuSeconds.toFixed(1),
      'most MiB': operator.peakMiB.toFixed(0),
      'ended by itself': String(operator.restarts),
      'probes not ready': String(operator.unready.length),
    },
  ]);
  return [table, ...operator.unready.slice(0, 10)].join('\n');
}

function requestTable(kind: string, counts: ReadonlyMap<string, number>): string {
  const rows = [...counts, ['all', sumOf(counts)] as const].map(([request, count]) => ({
    [`${kind} of the operator`]: request,
    'a run': count.toFixed(2),
  }));
  return tableOf(rows);
}

/** sumOf adds counts up. */
export function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
