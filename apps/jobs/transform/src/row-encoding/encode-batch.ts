import type { Fields } from '@gho-platform/gho';
import { acceptedLine, rejectedLine, type SourceLine } from '@gho-platform/warehouse';
import { observationKey, toObservationRow } from '../observation-row.ts';

/** JudgedBatch is some rows that follow each other in one data object, and what becomes of them. */
export interface JudgedBatch {
  readonly indicator: string;
  /** Line of the first row in its object, from 1. */
  readonly firstLine: number;
  /** The JSON of each row. */
  readonly texts: readonly string[];
  /** Reasons of the rows that go to quarantine, by their place in the batch. */
  readonly quarantined: ReadonlyMap<number, readonly string[]>;
  /** Places of the rows that repeat another row and add nothing. */
  readonly collapsed: ReadonlySet<number>;
}

/**
 * encodeBatch writes the lines of a COPY into the staging table, in UTF-8. Throws ContractGapError for a row
 * that passed and that the warehouse cannot hold.
 */
export function encodeBatch(batch: JudgedBatch): Uint8Array<ArrayBuffer> {
  const { indicator, firstLine, texts, quarantined, collapsed } = batch;
  const lines: string[] = [];
  for (const [place, text] of texts.entries()) {
    if (!collapsed.has(place)) {
      const source = { indicator, line: firstLine + place };
      lines.push(encodeRow(source, text, quarantined.get(place)));
    }
  }
  return new TextEncoder().encode(lines.join(''));
}

function encodeRow(source: SourceLine, text: string, reasons?: readonly string[]): string {
  const record = JSON.parse(text) as Fields;
  return reasons === undefined
    ? acceptedLine(source, toObservationRow(record, source))
    : rejectedLine(source, { observationKey: observationKey(record), reasons, record });
}
