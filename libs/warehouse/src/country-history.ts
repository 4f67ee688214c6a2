/** What may change about a country. */
export interface CountryAttributes {
  readonly name: string;
  readonly regionCode: string | undefined;
  readonly regionName: string | undefined;
}

/** CountryVersion holds from `validFrom` (YYYY-MM-DD) until just before `validTo`. */
export interface CountryVersion extends CountryAttributes {
  readonly validFrom: string;
  /** Undefined for the current version. */
  readonly validTo: string | undefined;
  readonly loadId: string;
}

export interface CountryObservation {
  readonly attributes: CountryAttributes;
  /** Day of the pull, YYYY-MM-DD. */
  readonly date: string;
  readonly loadId: string;
}

/**
 * observeCountry returns the history of a country (sorted, without gaps, last version open) after
 * one more pull. The same history comes back when the pull says nothing new. A pull of the day of
 * the last change corrects it. A pull from before the first version extends the history backwards;
 * one from between is ignored, since nobody recorded which later pulls confirmed a version.
 */
export function observeCountry(
  history: readonly CountryVersion[],
  observation: CountryObservation,
): readonly CountryVersion[] {
  const [first, last] = [history[0], history.at(-1)];
  if (first === undefined || last === undefined) {
    return [versionOf(observation, undefined)];
  }
  if (observation.date < first.validFrom) {
    return extendBackwards(history, first, observation);
  }
  return observation.date < last.validFrom ? history : extendForwards(history, last, observation);
}

function extendBackwards(
  history: readonly CountryVersion[],
  first: CountryVersion,
  observation: CountryObservation,
): readonly CountryVersion[] {
  return isSame(first, observation.attributes)
    ? [{ ...first, validFrom: observation.date }, ...history.slice(1)]
    : [versionOf(observation, first.validFrom), ...history];
}

function extendForwards(
  history: readonly CountryVersion[],
  last: CountryVersion,
  observation: CountryObservation,
): readonly CountryVersion[] {
  if (isSame(last, observation.attributes)) {
    return history;
  }
  const isCorrection = observation.date === last.validFrom;
  const before = isCorrection
    ? history.slice(0, -1)
    : [...history.slice(0, -1), { ...last, validTo: observation.date }];
  const previous = before.at(-1);
  // A correction may take a change back altogether.
  return previous !== undefined && isSame(previous, observation.attributes)
    ? [...before.slice(0, -1), { ...previous, validTo: undefined }]
    : [...before, versionOf(observation, undefined)];
}

function versionOf(
  { attributes, date, loadId }: CountryObservation,
  validTo: string | undefined,
): CountryVersion {
  return { ...attributes, validFrom: date, validTo, loadId };
}

function isSame(left: CountryAttributes, right: CountryAttributes): boolean {
  return (
    left.name === right.name &&
    left.regionCode === right.regionCode &&
    left.regionName === right.regionName
  );
}
