import { join } from 'node:path';
import { startReplay, type Replay, type ReplayOptions } from '@gho-platform/gho-replay';

const dataFolder = join(import.meta.dirname, '../../../../apps/services/gho-replay/data');

/** startRecordedReplay serves all recorded pulls, the newest first, on a port of its own. */
export function startRecordedReplay(options: Pick<ReplayOptions, 'logger'> = {}): Promise<Replay> {
  return startReplay({
    port: 0,
    dataFolder,
    pulls: ['2026-06', '2025-11', 'export-mapped'],
    ...options,
  });
}
