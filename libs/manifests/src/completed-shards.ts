import type { V1Job } from '@kubernetes/client-node';

/** No Pipeline may have more; a hostile status must not make the operator count further. */
const maxShards = 256;

/** How many shards a Job has. */
export function shardCount({ spec }: V1Job): number {
  return Math.min(spec?.completions ?? 1, maxShards);
}

/**
 * completedShards reads which shards the Job itself has counted as succeeded: `0-2,4` of an Indexed
 * Job, the plain count of any other.
 */
export function completedShards(job: V1Job): Set<number> {
  const { spec, status } = job;
  const total = shardCount(job);
  return spec?.completionMode === 'Indexed'
    ? indexes(status?.completedIndexes ?? '', total)
    : range(0, Math.min(status?.succeeded ?? 0, total) - 1);
}

function indexes(text: string, total: number): Set<number> {
  const shards = text.split(',').flatMap((part) => {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (match === null) return [];
    const [, first, last = first] = match;
    return [...range(Number(first), Math.min(Number(last), total - 1))];
  });
  return new Set(shards);
}

function range(first: number, last: number): Set<number> {
  return new Set(Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step));
}
