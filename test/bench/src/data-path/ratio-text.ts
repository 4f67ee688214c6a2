import type { Spread } from '../statistics.ts';

/** ratioText writes a ratio as its median and, in parentheses, how far it went. */
export function ratioText({ least, median, greatest }: Spread): string {
  return `${median.toFixed(2)} (${least.toFixed(2)} to ${greatest.toFixed(2)})`;
}
