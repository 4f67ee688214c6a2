/** Builders for tests. */
export * from './make-pipeline.ts';
export * from './make-observed-run.ts';
