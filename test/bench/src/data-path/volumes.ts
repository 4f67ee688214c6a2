import { seconds, tell } from '../progress.ts';
import { tableOf, type Row } from '../table.ts';
import { startDataPlatform } from './data-platform.ts';
import { pullGrown } from './grown-pull.ts';
import { startGrownSource } from './source-server.ts';
import type { StageRun } from './stage-run.ts';
import { runTransform } from './transform-run.ts';

/** VolumesOptions say how much is measured. */
export interface VolumesOptions {
  /** Rows, one measurement each. */
  readonly sizes: readonly number[];
}

/**
 * volumes runs ingest and transform on more and more rows, to see whether time grows with them and
 * memory does not. Each size begins with empty servers, and nothing of it is left afterwards.
 */
export async function volumes({ sizes }: VolumesOptions): Promise<void> {
  const source = await startGrownSource();
  const rows: Row[] = [];
  try {
    for (const size of sizes) {
      const platform = await startDataPlatform();
      try {
        const pull = await pullGrown(platform, source, size);
        tell(`${pull.rows} rows: ingest ${seconds(pull.run.wallMs)} s`);
        const transform = await runTransform(platform, pull, 'volumes');
        tell(`${pull.rows} rows: transform ${seconds(transform.wallMs)} s`);
        rows.push({
          rows: pull.rows.toLocaleString('en'),
          indicators: String(pull.data.codes.length),
          ...cellsOf('ingest', pull.rows, pull.run),
          ...cellsOf('transform', pull.rows, transform),
        });
      } finally {
        await platform.stop();
      }
    }
  } finally {
    await source.stop();
  }
  process.stdout.write(`\n${tableOf(rows)}\n`);
}

function cellsOf(stage: string, rows: number, { wallMs, peakMiB }: StageRun): Row {
  return {
    [`${stage}, s`]: seconds(wallMs),
    [`${stage}, rows a second`]: Math.round((rows / wallMs) * 1000).toLocaleString('en'),
    [`${stage}, most memory, MiB`]: peakMiB.toFixed(0),
  };
}
