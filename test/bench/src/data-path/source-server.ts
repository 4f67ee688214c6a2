import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, makeServerFolder, startGuarded } from '@gho-platform/testing/servers';
import { workspaceRoot } from '../cluster.ts';

/** SourceServer is a server of observations in a process of its own. */
export interface SourceServer {
  /** Without a slash at the end. */
  readonly address: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** startReplay starts the replay of the recorded source. */
export function startReplay(): Promise<SourceServer> {
  return start('bench-replay', 'apps/services/gho-replay/src/main.ts');
}

/** startGrownSource starts the source of grown data, see grown-source.ts. */
export function startGrownSource(): Promise<SourceServer> {
  return start('bench-source', 'test/bench/src/data-path/grown-source.ts');
}

async function start(name: string, entry: string): Promise<SourceServer> {
  const folder = await makeServerFolder(name);
  const port = await freePort();
  const stop = await startGuarded({
    name,
    folder,
    port,
    stopSignal: 'TERM',
    environment: { PORT: String(port), LOG_LEVEL: 'warn' },
    command: [
      process.execPath,
      ...['--conditions=@gho-platform/source', join(workspaceRoot, entry)],
    ],
  });
  const pid = Number(await readFile(join(folder, 'server.pid'), 'utf8'));
  return { address: `http://127.0.0.1:${port}`, pid, stop };
}
