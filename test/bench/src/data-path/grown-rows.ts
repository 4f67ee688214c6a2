import type { Fields } from '@gho-platform/gho';

/** As many rows as the largest indicators of the source have, rounded up. */
export const largestIndicator = 250_000;

/** GrownData is recorded data made large: indicators of equal size, as many as the rows need. */
export interface GrownData {
  readonly codes: readonly string[];
  readonly rowsEach: number;
}

const copySuffix = /_COPY\d+$/;

/**
 * grownData divides rows among indicators of which none is larger than the source's largest. Each has a
 * recorded one as its base, in the order given; when the bases are used up they come again as copies.
 */
export function grownData(rows: number, bases: readonly string[]): GrownData {
  const count = Math.ceil(rows / largestIndicator);
  const codes = Array.from({ length: count }, (_, index) => {
    const base = bases[index % bases.length] ?? '';
    const copy = Math.floor(index / bases.length);
    return copy === 0 ? base : `${base}_COPY${copy + 1}`;
  });
  return { codes, rowsEach: Math.floor(rows / count) };
}

/** baseOf returns the recorded indicator that a grown one is made of. */
export function baseOf(code: string): string {
  return code.replace(copySuffix, '');
}

const labelEnd = '<end of label>';

/**
 * grownRows writes recorded rows as JSON, over and over up to a number. Each time but the first they
 * have a time label of their own, so that no row has the natural key of another one; year, place and
 * value stay as recorded, so that the quality contract has as much to do as with real rows.
 */
export function* grownRows(
  recorded: readonly Fields[],
  { code, rows }: { readonly code: string; readonly rows: number },
): Generator<string> {
  const halves = recorded.map((fields) => {
    const label = `${String(fields.TimeDimensionValue)}${labelEnd}`;
    const text = JSON.stringify({ ...fields, IndicatorCode: code, TimeDimensionValue: label });
    return text.split(labelEnd);
  });
  for (let index = 0; index < rows; index++) {
    const [before = '', after = ''] = halves[index % halves.length] ?? [];
    const round = Math.floor(index / halves.length);
    yield round === 0 ? before + after : `${before}-${round}${after}`;
  }
}

/** Large enough to be cheap, small enough to stream. */
const chunkCharacters = 64 * 1024;

/** answerOf writes rows as an OData answer that announces how many there are, piece by piece. */
export function* answerOf(rows: Iterable<string>, count: number): Generator<string> {
  let chunk = `{"@odata.count":${count},"value":[`;
  let separator = '';
  for (const row of rows) {
    chunk += separator + row;
    separator = ',';
    if (chunk.length >= chunkCharacters) {
      yield chunk;
      chunk = '';
    }
  }
  yield `${chunk}]}`;
}
