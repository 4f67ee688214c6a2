import type { DataSetSelector, QualityContract } from './contract.ts';
import { dataSetKinds, type DataSet } from './data-set-shape.ts';

/** contractFor returns the contract of a data set: its own, or else that of its kind. */
export function contractFor(
  contracts: readonly QualityContract[],
  { kind, code }: DataSet,
): QualityContract {
  const ofKind = contracts.filter(({ dataSet }) => dataSet.kind === kind);
  const found =
    ofKind.find(({ dataSet }) => dataSet.code === code) ??
    ofKind.find(({ dataSet }) => dataSet.code === undefined);
  if (found === undefined) {
    throw new Error(`no quality contract is for ${kind} ${code}`);
  }
  return found;
}

/** replaceContracts puts contracts in the place of those for the same data sets, or adds them. */
export function replaceContracts(
  contracts: readonly QualityContract[],
  replacements: readonly QualityContract[],
): readonly QualityContract[] {
  const replaced = new Set(replacements.map(({ dataSet }) => nameOf(dataSet)));
  return [...contracts.filter(({ dataSet }) => !replaced.has(nameOf(dataSet))), ...replacements];
}

/**
 * contractSetProblems lists why contracts cannot be used together: a data set has none or two, or a
 * check or contract cannot be told from another one by its name.
 */
export function contractSetProblems(contracts: readonly QualityContract[]): readonly string[] {
  const uses = contracts.flatMap(({ name, checks }) =>
    [...new Set(checks.map((check) => check.name))].map((check) => [check, name] as const),
  );
  return [
    ...shared(uses).map(
      ([check, names]) => `check name "${check}" is used by ${names}, expected unique names`,
    ),
    ...shared(contracts.map(({ name, dataSet }) => [nameOf(dataSet), name] as const)).map(
      ([dataSet, names]) => `${names} are for ${dataSet}, expected one contract`,
    ),
    ...shared(contracts.map(({ name, dataSet }) => [name, nameOf(dataSet)] as const)).map(
      ([name, dataSets]) => `contracts for ${dataSets} are called "${name}", expected unique names`,
    ),
    ...dataSetKinds
      .filter((kind) => !contracts.some(({ dataSet }) => nameOf(dataSet) === nameOf({ kind })))
      .map((kind) => `no contract is for ${nameOf({ kind })}, expected one`),
  ];
}

function nameOf({ kind, code }: DataSetSelector): string {
  return code === undefined ? `every ${kind}` : `${kind} ${code}`;
}

/** Keys that several values have, with these values joined. */
function shared(pairs: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  return [...Map.groupBy(pairs, ([key]) => key)]
    .filter(([, found]) => found.length > 1)
    .map(([key, found]) => [key, found.map(([, value]) => value).join(' and ')] as const);
}
