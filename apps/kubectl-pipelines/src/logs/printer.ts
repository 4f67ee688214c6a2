import type { Paint } from '@gho-platform/run-text';
import { parseLogLine } from './log-line.ts';
import { readable } from './readable.ts';

export interface PrinterOptions {
  readonly paint: Paint;
  /** Print JSON lines as they are. */
  readonly raw: boolean;
  readonly timestamps: boolean;
}

/** printedLines is a line of the kubelet as people see it, behind its prefix. */
export function printedLines(prefix: string, line: string, options: PrinterOptions): string {
  const { paint, raw, timestamps } = options;
  const { time, text } = parseLogLine(line);
  const stamp = timestamps && time !== undefined ? `${paint.dim(time)} ` : '';
  const shown = raw ? text : readable(text, paint);
  const before = `${paint.bold(prefix)} | ${stamp}`;
  return shown
    .split('\n')
    .map((part) => `${before}${part}`)
    .join('\n');
}
