import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { renderText, valueSets } from './render.ts';

/**
 * Random values and their checksums differ at each render; the CRDs are compared with crds/ elsewhere.
 */
function stable(text: string): string {
  return text
    .replaceAll(/^( {2}(?:[A-Z_]+PASSWORD|PGPASSWORD|AWS_[A-Z_]+KEY[A-Z_]*): )\S+$/gm, '$1<random>')
    .replaceAll(/^( +checksum\/secrets: )[0-9a-f]{64}$/gm, '$1<random>');
}

describe('the rendered chart', () => {
  it.each(['minimal', 'local', 'prod'])(
    'with the values %s is as reviewed; "npm run golden -w test/chart" accepts a change',
    async (name) => {
      const text = await renderText({ ...valueSets[name], set: { 'crds.enabled': false } });
      const golden = new URL(`__golden__/${name}.yaml`, import.meta.url);
      if (process.env.UPDATE_GOLDEN === '1') await writeFile(golden, stable(text));
      expect(stable(text)).toBe(await readFile(golden, 'utf8'));
    },
  );
});
