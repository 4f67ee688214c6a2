import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { removeFolders } from './caches.ts';

const ours = ['bin/kubectl', 'images/archives/x.tar', 'uv/wheels-v6/x', 'venv/1/.complete'];

async function cacheWith(...files: readonly string[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'gho-caches-'));
  for (const file of [...ours, ...files]) {
    await mkdir(join(directory, file, '..'), { recursive: true });
    await writeFile(join(directory, file), '');
  }
  return directory;
}

describe('removing the caches', () => {
  it('leaves what is not ours, wherever the directory is', async () => {
    const directory = await cacheWith('documents/letter');
    await removeFolders(directory);
    expect(await readdir(directory)).toEqual(['documents']);
    await rm(directory, { recursive: true });
  });

  it('removes the directory when nothing else is in it', async () => {
    const directory = await cacheWith();
    await removeFolders(directory);
    await expect(readdir(directory)).rejects.toThrow('ENOENT');
    await removeFolders(directory);
  });
});
