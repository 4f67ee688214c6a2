import type { KnownCodeCheck } from '../contract.ts';
import type { FieldName } from '../data-set-shape.ts';
import type { RowEvaluator } from '../finding.ts';
import { showValue, type Row } from '../row.ts';

/**
 * knownCode fails rows whose field holds a code that a dimension of the same pull does not list. Nothing
 * is known without the dimension, and rows that are about something else do not count.
 */
export function knownCode(
  { field, where = {}, dimension }: KnownCodeCheck,
  codes: ReadonlySet<string> | undefined,
): RowEvaluator {
  const known: ReadonlySet<unknown> | undefined = codes;
  const isAbout = conditionOf(where);
  return (row) => {
    const code = row[field];
    if (known === undefined || typeof code !== 'string' || !isAbout(row)) {
      return 'NotApplicable';
    }
    return known.has(code)
      ? 'Passed'
      : {
          reason: 'UnknownCode',
          detail: `${field} ${showValue(code)} is not in dimension ${dimension}`,
        };
  };
}

function conditionOf(where: NonNullable<KnownCodeCheck['where']>): (row: Row) => boolean {
  const conditions = Object.entries(where).map(([name, value]) => ({
    name: name as FieldName,
    value,
  }));
  // Every row of every indicator passes here, so nothing is allocated.
  return (row) => {
    for (const condition of conditions) {
      if (row[condition.name] !== condition.value) {
        return false;
      }
    }
    return true;
  };
}
