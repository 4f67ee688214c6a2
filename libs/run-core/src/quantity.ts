/** Factors of the suffixes that a quantity of memory may have. */
const factors: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['E', 1e18],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
  ['Ti', 2 ** 40],
  ['Pi', 2 ** 50],
  ['Ei', 2 ** 60],
]);

/** parseMemory reads a Kubernetes quantity, in bytes; undefined for what is none. */
export function parseMemory(quantity: number | string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([KMGTPE]i|[kMGTPE])?$/.exec(String(quantity));
  if (match === null) return undefined;
  const factor = factors.get(match[2] ?? '') ?? 1;
  return Math.ceil(Number(match[1]) * factor);
}

/** formatMemory writes bytes in whole mebibytes, rounded up. */
export function formatMemory(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)}Mi`;
}
