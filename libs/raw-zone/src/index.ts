/**
 * The immutable raw zone: one partition per data set and day, data first, manifest last. Nothing
 * published is ever changed. Never logs.
 */
export * from './catalogue-entries.ts';
export * from './content-check.ts';
export * from './encryption.ts';
export * from './errors.ts';
export * from './last-rows.ts';
export * from './manifest.ts';
export { ObjectStore, type ObjectStoreOptions, type StoredObject } from './object-store.ts';
export * from './partition.ts';
export * from './raw-zone.ts';
export type { RawRow } from './row-reader.ts';
export type { StoredRows } from './row-writer.ts';
export * from './schema-drift.ts';
