import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../process.ts';
import { step } from './progress.ts';

/** What go-build.sh, the image builder, and venv.sh with its uv keep. */
const folders = ['bin', 'images', 'uv', 'venv'];

/** removeCaches removes what is expensive to make and safe to lose, for all clones. */
export async function removeCaches(): Promise<void> {
  await removeFolders((await run('tools/cache-dir.sh', [])).trim());
}

/**
 * removeFolders removes our folders of a cache directory, and the directory only when nothing else is in
 * it: it may be any the user named.
 */
export async function removeFolders(directory: string): Promise<void> {
  step(`Removing ${folders.join(', ')} of ${directory}`);
  for (const folder of folders) {
    await rm(join(directory, folder), { recursive: true, force: true });
  }
  if (existsSync(directory) && (await readdir(directory)).length === 0) await rmdir(directory);
}
