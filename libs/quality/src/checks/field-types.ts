import type { FieldType, FieldTypesCheck } from '../contract.ts';
import type { RowEvaluator } from '../finding.ts';
import type { FieldName } from '../data-set-shape.ts';
import { isAbsent, showValue, type Row } from '../row.ts';
import { isInstant } from '../instant.ts';

/** PostgreSQL's integer; a year or a code beyond it cannot be stored. */
const largestInteger = 2_147_483_647;

/** NUL is legal in JSON and impossible in a PostgreSQL text. */
const storableText = (value: unknown): boolean =>
  typeof value === 'string' && !value.includes('\u0000');

const predicates: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  text: storableText,
  integer: (value) => Number.isInteger(value) && Math.abs(Number(value)) <= largestInteger,
  // 1e400 is legal JSON and parses to Infinity.
  number: (value) => Number.isFinite(value),
  instant: isInstant,
};

/** fieldTypes fails rows with a value of the wrong type. Absent values are not its concern. */
export function fieldTypes({ fields }: FieldTypesCheck): RowEvaluator {
  const expectations = Object.entries(fields).map(([name, type]) => ({
    name: name as FieldName,
    type,
    holds: predicates[type],
  }));
  const isWrong = (row: Row, { name, holds }: (typeof expectations)[number]): boolean =>
    !isAbsent(row[name]) && !holds(row[name]);
  return (row) => {
    if (!expectations.some((expectation) => isWrong(row, expectation))) {
      return 'Passed';
    }
    const wrong = expectations
      .filter((expectation) => isWrong(row, expectation))
      .map(({ name, type }) => `${name} is ${showValue(row[name])}, expected ${type}`);
    return { reason: 'WrongType', detail: wrong.join('; ') };
  };
}
