import { join } from 'node:path';
import { resourcePath, type GhoResource } from '@gho-platform/gho';
import { run } from '@gho-platform/tools';

/** Download is what curl took for a number of answers, one after the other. */
export interface Download {
  readonly wallMs: number;
  /** On the wire, compressed. */
  readonly bytes: number;
  /** The files that the answers were written to, by the paths that were asked for. */
  readonly files: ReadonlyMap<string, string>;
}

/** pathOf is the path of a data set below the address of a server, as ingest asks for it. */
export function pathOf(dataset: GhoResource, base: string): string {
  return `${base}${resourcePath(dataset)}`;
}

/** download fetches paths of a server with one curl, into files of a folder or into nothing. */
export async function download(
  address: string,
  paths: readonly string[],
  folder?: string,
): Promise<Download> {
  const targets = paths.map((_, index) =>
    folder === undefined ? '/dev/null' : join(folder, `answer-${index}.json.gz`),
  );
  const requests = paths.flatMap((path, index) => [
    `${address}${path}`,
    '-o',
    targets[index] ?? '',
  ]);
  const startedMs = performance.now();
  const printed = await run('curl', [
    ...['--silent', '--show-error', '--fail', '--globoff'],
    ...['--header', 'accept-encoding: gzip', '--write-out', '%{size_download}\\n'],
    ...requests,
  ]);
  const wallMs = performance.now() - startedMs;
  const bytes = printed
    .trim()
    .split('\n')
    .reduce((sum, size) => sum + Number(size), 0);
  return {
    wallMs,
    bytes,
    files: new Map(paths.map((path, index) => [path, targets[index] ?? ''])),
  };
}
