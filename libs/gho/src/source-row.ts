import { requiredFields, type GhoResource } from './resource.ts';

/** Fields of a row by name; their order carries no meaning and differs between pulls. */
export type Fields = Readonly<Record<string, unknown>>;

/** SourceRow is one record as the source sent it. */
export interface SourceRow {
  readonly fields: Fields;
  /** The record's own JSON on one line: numbers and field order exactly as received. */
  readonly text: string;
}

/** RowBatches is how rows stream: some at a time, in the order of the source. */
export type RowBatches = AsyncIterable<readonly SourceRow[]>;

/** onOneLine removes line breaks, which JSON allows between tokens only, never inside a string. */
export function onOneLine(text: string): string {
  return text.replaceAll(/[\r\n]+[\t ]*/g, '');
}

/** rowProblem says why a row cannot be a row of the resource, or undefined when it can. */
export function rowProblem(fields: Fields, resource: GhoResource): string | undefined {
  const missing = requiredFields[resource.kind].filter((name) => !(name in fields));
  if (missing.length > 0) {
    return `a row lacks the field${missing.length > 1 ? 's' : ''} ${missing.join(', ')}`;
  }
  const owner = { indicator: 'IndicatorCode', dimension: 'Dimension', catalogue: '' };
  const field = owner[resource.kind];
  if (field !== '' && fields[field] !== resource.code) {
    return `a row has ${field} ${JSON.stringify(fields[field])}, expected "${resource.code}"`;
  }
  return undefined;
}
