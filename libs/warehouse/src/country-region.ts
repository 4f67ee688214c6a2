export interface Region {
  /** Undefined for a country outside all regions. */
  readonly code: string | undefined;
  readonly name: string | undefined;
}

/** RegionClaims is what is known and what a pull says about the region of a country. */
export interface RegionClaims {
  /** Of the version before this pull; undefined when there is none. */
  readonly known: Region | undefined;
  /** Printed in the rows: by all of them, or by the most recently stored ones. */
  readonly rows: (Region & { readonly isAgreed: boolean }) | undefined;
  /** Of the COUNTRY dimension of this pull. */
  readonly dimension: Region | undefined;
  /** Of the newest COUNTRY dimension that was loaded before. */
  readonly earlierDimension: Region | undefined;
}

/**
 * decideRegion changes a known region only when the indicators of the pull agree on another one, or
 * when the dimension itself moved the country: indicators that WHO stored on different days print
 * different regions, and the dimension lags behind, so that the region would depend on which of them
 * a pipeline chose. For a country without a region the best guess counts.
 */
export function decideRegion(claims: RegionClaims): Region {
  const { known, rows, dimension, earlierDimension } = claims;
  if (rows?.isAgreed === true) {
    return rows;
  }
  if (known?.code === undefined) {
    return rows ?? dimension ?? { code: undefined, name: undefined };
  }
  const isMoved =
    dimension !== undefined &&
    earlierDimension !== undefined &&
    dimension.code !== earlierDimension.code;
  return isMoved ? dimension : known;
}
