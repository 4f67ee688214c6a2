import { codePattern } from './resource.ts';

/** IndicatorChoice says which indicators a run works on: the union of codes, prefixes and names. */
export interface IndicatorChoice {
  readonly codes: readonly string[];
  /** Of codes, such as `GHED_`. */
  readonly prefixes: readonly string[];
  /** A whole name in any case, where `*` stands for any text. */
  readonly namePattern: string | undefined;
  /** More indicators than this are a mistake. */
  readonly maximum: number;
}

/** CatalogueEntry is an indicator that the source lists. */
export interface CatalogueEntry {
  readonly code: string;
  readonly name: string;
}

/** IndicatorChoiceError: the choice finds nothing in the catalogue, or too much. */
export class IndicatorChoiceError extends Error {
  override readonly name = 'IndicatorChoiceError';
}

/** ChoiceReader is the part of stage-kit's EnvironmentReader that is needed here. */
interface ChoiceReader {
  readonly problems: string[];
  list(name: string, rule: { fallback: readonly string[]; pattern: RegExp }): readonly string[];
  optionalText(name: string): string | undefined;
  integer(name: string, rule: { fallback: number; minimum: number; maximum: number }): number;
}

/**
 * readIndicatorChoice reads INDICATORS, INDICATOR_PREFIXES, INDICATOR_NAME_PATTERN and
 * MAXIMUM_INDICATORS. Every stage that reads them must come to the same indicators.
 */
export function readIndicatorChoice(reader: ChoiceReader): IndicatorChoice {
  const before = reader.problems.length;
  const choice = {
    codes: reader.list('INDICATORS', { fallback: [], pattern: codePattern }),
    prefixes: reader.list('INDICATOR_PREFIXES', { fallback: [], pattern: codePattern }),
    namePattern: reader.optionalText('INDICATOR_NAME_PATTERN'),
    maximum: reader.integer('MAXIMUM_INDICATORS', { fallback: 200, minimum: 1, maximum: 10_000 }),
  };
  if (reader.problems.length === before && choice.codes.length === 0 && !isOpen(choice)) {
    reader.problems.push(
      'INDICATORS is missing, expected a comma separated list, ' +
        'or INDICATOR_PREFIXES or INDICATOR_NAME_PATTERN in its place',
    );
  }
  return choice;
}

/** isOpen says that only the catalogue can tell which indicators are meant. */
export function isOpen({
  prefixes,
  namePattern,
}: Pick<IndicatorChoice, 'prefixes' | 'namePattern'>): boolean {
  return prefixes.length > 0 || namePattern !== undefined;
}

/**
 * chooseIndicators returns the codes as given, then those found in the catalogue by code, each once.
 * It throws IndicatorChoiceError when a prefix or the pattern finds nothing, or all find too many.
 */
export function chooseIndicators(
  choice: IndicatorChoice,
  catalogue: readonly CatalogueEntry[],
): readonly string[] {
  const found = new Set<string>();
  for (const { setting, text, matches } of finders(choice)) {
    const codes = catalogue.filter(matches).map(({ code }) => code);
    if (codes.length === 0) {
      throw new IndicatorChoiceError(
        `${setting} ${JSON.stringify(text)} matches none of the ${catalogue.length} indicators of the catalogue`,
      );
    }
    codes.forEach((code) => found.add(code));
  }
  const chosen = [...new Set([...choice.codes, ...[...found].sort()])];
  if (chosen.length > choice.maximum) {
    throw new IndicatorChoiceError(
      `${chosen.length} indicators are chosen, MAXIMUM_INDICATORS allows ${choice.maximum}`,
    );
  }
  return chosen;
}

interface Finder {
  readonly setting: string;
  readonly text: string;
  readonly matches: (entry: CatalogueEntry) => boolean;
}

function finders({ prefixes, namePattern }: IndicatorChoice): readonly Finder[] {
  const byPrefix = prefixes.map((prefix): Finder => ({
    setting: 'INDICATOR_PREFIXES',
    text: prefix,
    matches: ({ code }) => code.startsWith(prefix),
  }));
  if (namePattern === undefined) {
    return byPrefix;
  }
  const matches = ({ name }: CatalogueEntry): boolean => matchesPattern(name, namePattern);
  return [...byPrefix, { setting: 'INDICATOR_NAME_PATTERN', text: namePattern, matches }];
}

/** matchesPattern takes each part at its first place, so that no pattern can take long. */
export function matchesPattern(name: string, pattern: string): boolean {
  const text = name.toLowerCase();
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  if (last === undefined) {
    return text === first;
  }
  let position = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, position);
    if (at < 0) return false;
    position = at + part.length;
  }
  const isLong = position + last.length <= text.length;
  return isLong && text.startsWith(first) && text.endsWith(last);
}
