/**
 * The PostgreSQL warehouse: schema migrations, COPY into a staging table, and publication of a load
 * in one transaction. Nothing of a load is visible before it is Loaded, and loading the same data
 * again changes nothing. Never logs.
 */
export type { CountryValue } from './dim-country.ts';
export type { IndicatorValue } from './dim-indicator.ts';
export * from './errors.ts';
export type { CheckEvidence, DataSetEvidence, Distribution, SetAsideRow } from './evidence.ts';
export * from './load.ts';
export { migrate, warehouseSchema } from './migrate.ts';
export type { ObservationRow } from './observation-row.ts';
export { lastGoodLoads, type PreviousLoad } from './previous-loads.ts';
export { WarehouseSession, type WarehouseSettings } from './session.ts';
export { acceptedLine, rejectedLine, type RejectedRow, type SourceLine } from './staged-lines.ts';
export { StagingArea, type SuspectLines } from './staging-area.ts';
export { sslModes, type SslMode, type TlsSettings } from './tls.ts';
