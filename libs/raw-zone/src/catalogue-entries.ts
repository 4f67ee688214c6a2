import {
  catalogue,
  chooseIndicators,
  codePattern,
  isOpen,
  type CatalogueEntry,
  type Fields,
  type IndicatorChoice,
} from '@gho-platform/gho';
import type { RawZone } from './raw-zone.ts';

/** MissingCatalogueError: prefixes and names mean nothing before the day has its catalogue. */
export class MissingCatalogueError extends Error {
  override readonly name = 'MissingCatalogueError';
}

/**
 * indicatorsOf resolves a choice with the catalogue that the raw zone holds for the day. The source
 * may change its catalogue at any moment; a published partition never changes, so whoever asks, and
 * whenever, gets the same indicators.
 */
export async function indicatorsOf(
  zone: RawZone,
  { choice, ingestionDate }: { readonly choice: IndicatorChoice; readonly ingestionDate: string },
  signal?: AbortSignal,
): Promise<readonly string[]> {
  return isOpen(choice)
    ? chooseIndicators(choice, await entriesOf(zone, ingestionDate, signal))
    : chooseIndicators(choice, []);
}

async function entriesOf(
  zone: RawZone,
  ingestionDate: string,
  signal?: AbortSignal,
): Promise<readonly CatalogueEntry[]> {
  const manifest = await zone.find({ dataset: catalogue, ingestionDate }, signal);
  if (manifest === undefined) {
    throw new MissingCatalogueError(
      `raw zone has no catalogue for ingestion date ${ingestionDate}, which prefixes and names of indicators need`,
    );
  }
  const entries: CatalogueEntry[] = [];
  for await (const rows of zone.read(manifest, signal)) {
    entries.push(...rows.flatMap(({ fields }) => entryOf(fields) ?? []));
  }
  return entries;
}

/** Feeds of the source are known to carry codes with a trailing tab; no entity set has such a name. */
function entryOf({ IndicatorCode: code, IndicatorName: name }: Fields): CatalogueEntry | undefined {
  return typeof code === 'string' && codePattern.test(code)
    ? { code, name: typeof name === 'string' ? name : '' }
    : undefined;
}
