const grouped = new Intl.NumberFormat('en-US');

/** showCount prints 12936 as "12,936". */
export function showCount(count: number): string {
  return grouped.format(count);
}

/** showValue prints a figure with five significant digits. */
export function showValue(value: number): string {
  return String(Number(value.toPrecision(5)));
}

/** showShare prints a part of a whole in percent; what is not nothing never reads as 0 %. */
export function showShare(part: number, whole: number): string {
  if (part === 0 || whole === 0) {
    return '0 %';
  }
  const percent = (100 * part) / whole;
  return percent < 0.01 ? '< 0.01 %' : `${Number(percent.toFixed(2))} %`;
}

/** showChange prints how a count moved since before: "+1.5 %", or nothing when there was none. */
export function showChange(now: number, before: number | undefined): string {
  if (before === undefined || before === 0) {
    return '';
  }
  const percent = Number(((100 * (now - before)) / before).toFixed(1));
  return `${percent > 0 ? '+' : ''}${percent} %`;
}
