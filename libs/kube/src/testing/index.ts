/**
 * @gho-platform/kube/testing holds a clock that stands still and an API server in memory, for
 * specs of what is built on this library.
 */
export * from './manual-clock.ts';
export * from './memory-api.ts';
