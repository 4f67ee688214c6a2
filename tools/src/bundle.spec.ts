import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from './process.ts';

describe('a bundle', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gho-bundle-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('names files and lines of its sources when it fails', async () => {
    const built = await attempt(process.execPath, [
      join(import.meta.dirname, 'bundle.mjs'),
      join(import.meta.dirname, '__fixtures__/fails.ts'),
      ...['--outdir', folder],
    ]);
    expect(built).toMatchObject({ exitCode: 0, output: '' });
    const bundle = join(folder, 'fails.mjs');
    const failed = await attempt(process.execPath, ['--enable-source-maps', bundle]);
    expect(failed.exitCode).toBe(1);
    expect(failed.output).toMatch(/Error: planned\n.*fails\.ts:6:7/);
  });
});
