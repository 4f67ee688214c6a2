/**
 * Bounds of a status, all within those of the CRD; lengths count UTF-16 units. Those in bytes keep a
 * stored status under 10 kB: thousands of runs are listed, watched and cached, and the API server
 * stores each change of one as a whole.
 */
export const bounds = {
  attempts: 12,
  reason: 128,
  /** Of `results.quality` and `results.tests`. */
  ratio: 32,
  /** Of `waiting.on`. */
  name: 253,
  /** Of stages and attempts. */
  message: 512,
  /** Of a condition's message, in bytes of JSON; two conditions of a run carry one. */
  conditionBytes: 700,
  /** Of `waiting.message`, in bytes of JSON. */
  waitingBytes: 500,
  /** Of all stages together, in bytes of JSON. */
  stagesBytes: 6000,
  /** Of all parameters together, in bytes of JSON. */
  parametersBytes: 1200,
  /** Of the outputs of all stages together, in bytes of JSON. */
  outputsBytes: 2400,
} as const;
