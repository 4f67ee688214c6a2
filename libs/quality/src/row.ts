import type { FieldName } from './data-set-shape.ts';

/** Row is one record before anything is known about it: any field may be absent or of any type. */
export type Row = Readonly<Partial<Record<FieldName, unknown>>>;

export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** showParts joins what is present of some values: "BTN 2016 SEX_BTSX". */
export function showParts(parts: readonly unknown[]): string {
  return parts
    .filter((part) => !isAbsent(part))
    .map(showValue)
    .join(' ');
}

/** showValue prints any value of a row in at most 60 characters. */
export function showValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
