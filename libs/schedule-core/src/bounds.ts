/**
 * Bounds of a decision and of a status, all within those of the CRD. Together they keep a stored
 * status under 10 kB.
 */
export const bounds = {
  /** Entries of the ledger. */
  ledger: 32,
  /** Of the whole ledger, in bytes of JSON. */
  ledgerBytes: 7_000,
  /** Of an entry's message, in UTF-16 units. */
  message: 256,
  /** Of an entry's message once the ledger is large, in UTF-16 units. */
  shortMessage: 40,
  /** Of a condition's message, in UTF-16 units; at most two conditions carry one. */
  conditionMessage: 300,
  /** Ticks whose runs have not ended, whatever the policy says: the ledger must hold all of them. */
  open: 20,
  nextTicks: 5,
} as const;

/** A tick that is judged later than this after its time counts as missed. */
export const onTimeMs = 60_000;

/** Timers hold 31 bits of milliseconds; asking once a day costs nothing. */
export const maxWaitMs = 24 * 60 * 60 * 1000;
