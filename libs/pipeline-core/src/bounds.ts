/** Bounds of a decision and of a status, all within those of the CRD. */
export const bounds = {
  /** Runs under way that a status can hold: the limit where the Pipeline sets none. */
  active: 1_000,
  /** Runs that are remembered after their end. */
  ended: 1_000,
  /** Of all of them, in bytes of JSON: with a thousand runs under way the Pipeline must stay below 1.5 MB. */
  endedBytes: 250_000,
  /** Of a message, in UTF-16 units. */
  message: 512,
  /** Deletions in one pass, so that a long history does not keep runs from starting meanwhile. */
  deletions: 100,
} as const;

/** Positions of a queue as short as this are always shown as they are. */
export const shortQueue = 3;

/** Positions that may be written in a second, over all runs of a longer queue. */
export const positionsPerSecond = 2;

/** How long a run that was done already is kept at least: what applied it would apply it again. */
export const duplicateSeconds = 60 * 60;

/** The pause between two passes that delete, where one was not enough. */
export const deletionPauseMs = 1_000;

/** Timers hold 31 bits of milliseconds; asking once a day costs nothing. */
export const maxWaitMs = 24 * 60 * 60 * 1000;
