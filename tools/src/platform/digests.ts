import { readFile } from 'node:fs/promises';

/**
 * Digests of images by name, as sha256:... They tell a cluster that an image changed, which its tag,
 * the version, does not.
 */
export type Digests = Readonly<Record<string, string>>;

/** loadedDigests reads what `local-cluster load-image` prints: NAME@DIGEST. */
export function loadedDigests(printed: string): Digests {
  return collect(printed, /^docker\.io\/gho-platform\/(\S+)@(\S+)$/gm);
}

/** pushedDigests reads what `images digests` prints: NAME DIGEST. */
export function pushedDigests(printed: string): Digests {
  return collect(printed, /^(\S+) (\S+)$/gm);
}

function collect(printed: string, line: RegExp): Digests {
  return Object.fromEntries(
    [...printed.matchAll(line)].map(([, name = '', digest = '']) => [name, digest]),
  );
}

/** pinned is an image's name with its digest in place of the tag, if the digest is known. */
export function pinned(image: string, digests: Digests): string {
  const [, repository = '', name = ''] = /^(gho-platform\/([^:@]+)):/.exec(image) ?? [];
  const digest = digests[name];
  return digest === undefined ? image : `${repository}@${digest}`;
}

interface ValuesSchema {
  readonly properties: {
    readonly images: {
      readonly properties: { readonly digests: { readonly properties: Record<string, unknown> } };
    };
  };
}

/**
 * chartDigests are those of images that the chart knows: the image builder's cache, which clones share,
 * may hold images of another branch, and the chart refuses what it does not know.
 */
export async function chartDigests(digests: Digests): Promise<Digests> {
  const text = await readFile('helm/gho-platform/values.schema.json', 'utf8');
  const known = (JSON.parse(text) as ValuesSchema).properties.images.properties.digests.properties;
  return Object.fromEntries(Object.entries(digests).filter(([name]) => name in known));
}
