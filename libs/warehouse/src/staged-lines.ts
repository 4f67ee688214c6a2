import { arrayLiteral, copyText, storableJson } from './copy-text.ts';
import { observationColumns, type ObservationRow } from './observation-row.ts';

/** Where a staged row comes from. */
export interface SourceLine {
  readonly indicator: string;
  /** From 1. */
  readonly line: number;
}

export interface RejectedRow {
  /** Kept so that a rejected row does not count as withdrawn by the source. */
  readonly observationKey: string;
  readonly reasons: readonly string[];
  readonly record: unknown;
}

/** Columns of the staging table, in the order in which lines have them. */
export const stagedColumns: readonly string[] = [
  ...['source_indicator', 'source_line', 'reasons', 'record'],
  ...observationColumns.map(({ name }) => name),
];

const properties = observationColumns.map(({ property }) => property);
const nothing = copyText(undefined);
const rejectedTail = `\t${nothing}`.repeat(observationColumns.length - 1);

/** acceptedLine writes a row that passed as a line of a COPY into the staging table. */
export function acceptedLine({ indicator, line }: SourceLine, row: ObservationRow): string {
  const values = [copyText(indicator), String(line), nothing, nothing];
  for (const property of properties) {
    values.push(copyText(row[property]));
  }
  return `${values.join('\t')}\n`;
}

/** rejectedLine writes a row that will go to quarantine. */
export function rejectedLine({ indicator, line }: SourceLine, row: RejectedRow): string {
  const reasons = copyText(arrayLiteral(row.reasons));
  const record = copyText(storableJson(row.record));
  const head = `${copyText(indicator)}\t${line}\t${reasons}\t${record}\t${row.observationKey}`;
  return `${head}${rejectedTail}\n`;
}
