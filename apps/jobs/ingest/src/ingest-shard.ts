import { GhoUnavailableError, type GhoResource } from '@gho-platform/gho';
import { datasetName, describeChange } from '@gho-platform/raw-zone';
import type { Logger } from '@gho-platform/stage-kit';
import { ingestItem, type ItemOutcome, type ItemTools } from './ingest-item.ts';
import type { Progress } from './progress.ts';

interface ShardTools {
  readonly tools: ItemTools;
  readonly progress: Progress;
  readonly logger: Logger;
}

/**
 * ingestShard brings data sets in, one after the other. One that the source does not give is left for
 * another attempt and the others go on, until the source fails for all of them. It ends with
 * GhoUnavailableError if anything is missing; every other error ends it at once.
 */
export async function ingestShard(
  items: readonly GhoResource[],
  { tools, progress, logger }: ShardTools,
): Promise<void> {
  const failed: { readonly item: GhoResource; readonly error: GhoUnavailableError }[] = [];
  for (const [index, item] of items.entries()) {
    try {
      const outcome = await ingestItem(item, tools);
      progress.add(outcome);
      logOutcome(logger, outcome, { done: index + 1 - failed.length, of: items.length });
    } catch (error) {
      if (!(error instanceof GhoUnavailableError)) throw error;
      failed.push({ item, error });
      logger.error({ ...nameFields(item), problem: error.message }, 'Gave up on data set');
      if (tools.client.isSourceDown) {
        throw unreached(failed, { asked: index + 1, of: items.length });
      }
    }
  }
  if (failed.length > 0) throw unreached(failed, { asked: items.length, of: items.length });
}

/** unreached says what is missing, and why the first of it is. */
function unreached(
  failed: readonly { readonly item: GhoResource; readonly error: GhoUnavailableError }[],
  { asked, of }: { readonly asked: number; readonly of: number },
): Error {
  const [first] = failed;
  const names = failed.map(({ item }) => datasetName(item)).join(', ');
  const rest = asked < of ? `; the source is down, ${of - asked} were not asked for` : '';
  const message = `source did not give ${failed.length} of ${of} data sets (${names})${rest}: ${first?.error.message ?? ''}`;
  return new GhoUnavailableError(message, first?.error.url ?? '', { cause: first?.error });
}

function logOutcome(
  logger: Logger,
  { manifest, outcome }: ItemOutcome,
  progress: { readonly done: number; readonly of: number },
): void {
  const { rows, bytes, unchangedSince, source, object, schemaDrift } = manifest;
  const fields = {
    ...nameFields(manifest.dataset),
    ...progress,
    rows,
    bytes,
    unchangedSince,
    pullAttempts: source.attempts,
    object,
  };
  if (rows === 0) {
    logger.warn(fields, 'Data set is empty at the source');
  }
  if (schemaDrift !== undefined) {
    const { comparedWith, changes } = schemaDrift;
    const described = changes.map(describeChange);
    logger.warn({ ...fields, comparedWith, changes: described }, 'Schema of data set changed');
  }
  logger.info(fields, outcome === 'written' ? 'Wrote partition' : 'Kept partition');
}

export function nameFields({ kind, code }: GhoResource): { kind: string; code: string } {
  return { kind, code };
}
