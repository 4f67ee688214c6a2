import { BadQueryError } from './bad-query.ts';
import { parseFilter, type Predicate } from './filter/parse-filter.ts';
import type { KnownFields } from './known-fields.ts';
import { ReplayRow, type Fields } from './replay-row.ts';

/** Query is what a client asked of an entity set. */
export interface Query {
  readonly filter: Predicate | undefined;
  readonly select: readonly string[];
  readonly orderBy: readonly Order[];
  readonly top: number | undefined;
  readonly skip: number;
  readonly wantsCount: boolean;
}

export interface Order {
  readonly field: string;
  readonly isDescending: boolean;
}

export interface QueryResult {
  readonly rows: readonly ReplayRow[];
  /** Rows that match, before $top and $skip; undefined unless asked for. */
  readonly count: number | undefined;
}

const knownOptions = new Set([
  '$filter',
  '$select',
  '$orderby',
  '$top',
  '$skip',
  '$count',
  '$format',
]);

/** parseQuery throws BadQueryError for what the source would refuse. */
export function parseQuery(parameters: URLSearchParams, known: KnownFields): Query {
  for (const name of parameters.keys()) {
    if (name.startsWith('$') && !knownOptions.has(name)) {
      throw new BadQueryError(`The query parameter '${name}' is not supported.`);
    }
  }
  const filter = parameters.get('$filter');
  const top = parameters.get('$top');
  return {
    filter: filter === null ? undefined : parseFilter(filter, known),
    select: listOf(parameters.get('$select')).map((name) => known.check(name)),
    orderBy: listOf(parameters.get('$orderby')).map((text) => parseOrder(text, known)),
    top: top === null ? undefined : parseCount('$top', top),
    skip: parseCount('$skip', parameters.get('$skip') ?? '0'),
    wantsCount: parameters.get('$count') === 'true',
  };
}

/** isWhole says that the query asks for every row as it is, so that nothing has to be parsed. */
export function isWhole(query: Query): boolean {
  return query.top === undefined && query.skip === 0 && query.filter === undefined;
}

/** applyQuery filters, sorts, cuts and projects, in that order. */
export function applyQuery(rows: readonly ReplayRow[], query: Query): QueryResult {
  const { filter, orderBy, select, skip, top } = query;
  const matching = filter === undefined ? rows : rows.filter((row) => filter(row.parse()));
  const sorted = orderBy.length === 0 ? matching : sortRows(matching, orderBy);
  const page = sorted.slice(skip, top === undefined ? undefined : skip + top);
  return {
    rows: select.length === 0 ? page : page.map((row) => project(row, select)),
    count: query.wantsCount ? matching.length : undefined,
  };
}

function sortRows(rows: readonly ReplayRow[], orderBy: readonly Order[]): ReplayRow[] {
  const keyed = rows.map((row) => ({ row, fields: row.parse() }));
  keyed.sort((a, b) => {
    for (const { field, isDescending } of orderBy) {
      const order = compareValues(a.fields[field] ?? null, b.fields[field] ?? null);
      if (order !== 0) {
        return isDescending ? -order : order;
      }
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

/** Null sorts lowest, as OData says. */
function compareValues(a: unknown, b: unknown): number {
  if (a === b) {
    return 0;
  }
  if (a === null || b === null) {
    return a === null ? -1 : 1;
  }
  return (a as never) < (b as never) ? -1 : 1;
}

function project(row: ReplayRow, select: readonly string[]): ReplayRow {
  const fields = row.parse();
  const projected: Fields = {};
  for (const name of select) {
    projected[name] = fields[name] ?? null;
  }
  return ReplayRow.of(projected);
}

function parseOrder(text: string, known: KnownFields): Order {
  const match = /^([A-Za-z0-9_]+)(?:\s+(asc|desc))?$/.exec(text);
  if (match?.[1] === undefined) {
    throw new BadQueryError(`Syntax error in $orderby '${text}'.`);
  }
  return { field: known.check(match[1]), isDescending: match[2] === 'desc' };
}

function parseCount(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new BadQueryError(`Invalid value '${text}' for ${name} query option found.`);
  }
  return Number(text);
}

function listOf(text: string | null): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
