import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Fields, GhoResource } from '@gho-platform/gho';
import { workspaceRoot } from '../cluster.ts';

const unpack = promisify(gunzip);

/** Real answers of the WHO GHO, which the replay serves. */
const folder = join(workspaceRoot, 'apps/services/gho-replay/data');

const newest = '2026-06';
const mapped = 'export-mapped';

/** By code, the pull that has it. The first is the one that a small data set is made of. */
const pulls: Readonly<Record<string, string>> = {
  WHOSIS_000001: newest,
  WHOSIS_000002: mapped,
  NCDMORT3070: newest,
  UHC_INDEX_REPORTED: newest,
  WHS4_543: newest,
  WHS4_544: newest,
  GHED_CHEGDP_SHA2011: mapped,
  GHED_CHE_pc_US_SHA2011: mapped,
};

/** Codes of the recorded indicators. */
export const recordedCodes: readonly string[] = Object.keys(pulls);

/** readRecorded returns the rows of a recorded indicator; it throws for a code without a recording. */
export async function readRecorded(code: string): Promise<readonly Fields[]> {
  const pull = pulls[code];
  if (pull === undefined) {
    throw new Error(
      `indicator "${code}" is not recorded; recorded are ${recordedCodes.join(', ')}`,
    );
  }
  const bytes = await unpack(await readFile(join(folder, pull, `${code}.json.gz`)));
  return (JSON.parse(bytes.toString('utf8')) as { readonly value: readonly Fields[] }).value;
}

/** readReference returns the recorded answer of a dimension or of the catalogue, compressed with gzip. */
export async function readReference({ kind, code }: GhoResource): Promise<Buffer> {
  const name = kind === 'dimension' ? `DIMENSION_${code}` : code;
  return readFile(join(folder, 'metadata', `${name}.json.gz`));
}
