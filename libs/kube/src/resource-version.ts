/**
 * Orders two resourceVersions: negative when `left` is older. The API server documents them as
 * comparable decimal numbers without leading zeros, and they may outgrow a JavaScript number.
 */
export function compareVersions(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
