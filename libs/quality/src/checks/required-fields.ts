import type { RequiredFieldsCheck } from '../contract.ts';
import type { RowEvaluator } from '../finding.ts';
import { isAbsent } from '../row.ts';

/** requiredFields fails rows in which a field is absent, null or an empty text. */
export function requiredFields({ fields }: RequiredFieldsCheck): RowEvaluator {
  return (row) => {
    const isComplete = fields.every((field) => !isAbsent(row[field]) && row[field] !== '');
    if (isComplete) {
      return 'Passed';
    }
    const missing = fields.filter((field) => isAbsent(row[field]) || row[field] === '');
    return { reason: 'MissingField', detail: `${missing.join(', ')} missing` };
  };
}
