/** UsageError says what is wrong with the arguments, and what is allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** integer reads a whole number from 1 to `most`. Throws UsageError. */
export function integer(name: string, text: string, most = 100_000): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= most) return value;
  throw new UsageError(`--${name} "${text}": must be an integer from 1 to ${most}`);
}

/** integers reads a list of them, separated by commas. Throws UsageError. */
export function integers(name: string, text: string, most?: number): readonly number[] {
  return text.split(',').map((one) => integer(name, one, most));
}
