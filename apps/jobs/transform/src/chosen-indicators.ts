import { indicatorsOf, type RawZone } from '@gho-platform/raw-zone';
import type { Configuration, DeclaredConfiguration } from './configuration.ts';

/** chooseFrom completes a configuration with the indicators that ingest chose, from the same catalogue. */
export async function chooseFrom(
  zone: RawZone,
  declared: DeclaredConfiguration,
  signal: AbortSignal,
): Promise<Configuration> {
  return { ...declared, indicators: await indicatorsOf(zone, declared, signal) };
}
