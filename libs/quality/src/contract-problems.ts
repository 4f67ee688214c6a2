import {
  isDataSetCheck,
  type CheckDefinition,
  type CheckType,
  type QualityContract,
} from './contract.ts';
import { dataSetShapes, type DataSetShape } from './data-set-shape.ts';

/** Checks that every data set may have, whatever its fields. */
const generalChecks: readonly CheckType[] = [
  'required_fields',
  'field_types',
  'text_pattern',
  'allowed_codes',
  'known_code',
  'unique_key',
  'null_ratio',
  'row_count_change',
];

/**
 * contractProblems lists what the shape of a contract file cannot express: unique names, checks and
 * fields that its data set knows, and that every row which could not be stored is set aside. An empty
 * list means that the contract is usable.
 */
export function contractProblems(contract: QualityContract): readonly string[] {
  const { checks, dataSet } = contract;
  const shape = dataSetShapes[dataSet.kind];
  const allowed = [...generalChecks, ...shape.checks];
  const names = checks.map((check) => check.name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [
    ...[...repeated].map((name) => `check name "${name}" is used twice, expected unique names`),
    ...checks
      .filter(({ type }) => !allowed.includes(type))
      .map(
        ({ name, type }) =>
          `${name}.type is "${type}", allowed for kind ${dataSet.kind}: ${allowed.join(', ')}`,
      ),
    ...checks.flatMap((check) => fieldProblems(check, shape)),
    ...checks.flatMap((check) => keyProblems(check, shape)),
    ...checks.flatMap(patternProblems),
    ...shape.loadability.flatMap((type) => loadabilityProblems(checks, type)),
    ...neededProblems(checks, shape),
    ...checks
      .filter((check) => isDataSetCheck(check) && check.severity === 'Quarantine')
      .map(
        (check) => `${check.name}.severity is "Quarantine", allowed for ${check.type}: Warn, Halt`,
      ),
  ];
}

function fieldProblems(check: CheckDefinition, { fields }: DataSetShape): string[] {
  const known: readonly string[] = fields;
  return fieldsOf(check)
    .filter((field) => !known.includes(field))
    .map((field) => `${check.name} names field "${field}", allowed there: ${fields.join(', ')}`);
}

function fieldsOf(check: CheckDefinition): readonly string[] {
  return [
    ...('field' in check ? [check.field] : []),
    ...('fields' in check ? namesIn(check.fields) : []),
    ...('where' in check ? namesIn(check.where) : []),
  ];
}

/** Names of a list, or those that something is said of. */
function namesIn(fields: readonly string[] | object = []): readonly string[] {
  return Array.isArray(fields) ? fields.map(String) : Object.keys(fields);
}

function keyProblems(check: CheckDefinition, { key }: DataSetShape): string[] {
  const fields = check.type === 'unique_key' ? (check.fields ?? []) : [];
  return fields
    .filter((field) => !key.includes(field))
    .map((field) => `${check.name} names field "${field}", allowed in a key: ${key.join(', ')}`);
}

function patternProblems(check: CheckDefinition): string[] {
  if (check.type !== 'text_pattern') {
    return [];
  }
  try {
    RegExp(check.pattern, 'u');
    return [];
  } catch (error) {
    return [`${check.name}.pattern is "${check.pattern}": ${String(error)}`];
  }
}

function loadabilityProblems(checks: readonly CheckDefinition[], type: CheckType): string[] {
  const found = checks.filter((check) => check.type === type);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    return [`checks hold ${found.length} of type ${type}, expected exactly one`];
  }
  return only.severity === 'Quarantine'
    ? []
    : [`${only.name}.severity is "${only.severity}", allowed for ${type}: Quarantine`];
}

function neededProblems(checks: readonly CheckDefinition[], { needed }: DataSetShape): string[] {
  return checks
    .filter((check) => check.type === 'required_fields')
    .flatMap(({ name, fields }) =>
      needed
        .filter((field) => !fields.includes(field))
        .map((field) => `${name}.fields lack ${field}, without which a row cannot be stored`),
    );
}
