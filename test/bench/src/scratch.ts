import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** withScratch gives work a folder of its own, which is removed after it, however it ends. */
export async function withScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'gho-bench-'));
  try {
    return await work(folder);
  } finally {
    await removeScratch(folder);
  }
}

/** removeScratch removes such a folder, with what is in it. */
export async function removeScratch(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
