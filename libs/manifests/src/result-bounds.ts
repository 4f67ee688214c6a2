/** Bounds of a stage's result, as the CRD of PipelineRun has them. Lengths count UTF-16 units. */
export const bounds = {
  outputs: 16,
  /** Of one shard. */
  output: 256,
  /** Of all shards together, as a JSON array. */
  mergedOutput: 1024,
  reason: 128,
  message: 512,
  /** Of an object or an image in `waiting.on`. */
  name: 253,
  worst: 5,
  check: 128,
  examples: 3,
  example: 160,
  failures: 5,
  metrics: 8,
  /** Severities, outcomes, names and values of metrics. */
  word: 32,
  modelName: 96,
  modelVersion: 16,
} as const;
