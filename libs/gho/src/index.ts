/**
 * The WHO GHO OData API as it really behaves: whole entity sets in one streamed GET, answers that
 * may be empty, cut or HTML, rows without a stable order, Id or field order. Never logs.
 */
export * from './backoff.ts';
export * from './canonical.ts';
export * from './client.ts';
export * from './clock.ts';
export * from './errors.ts';
export * from './field-types.ts';
export * from './indicator-choice.ts';
export * from './observation.ts';
export * from './resource.ts';
export * from './source-row.ts';
