import type { EnvironmentReader } from '@gho-platform/stage-kit';
import { sslModes, type WarehouseSettings } from '@gho-platform/warehouse';

export type DatabaseSettings = Omit<WarehouseSettings, 'applicationName'>;

/** readDatabaseSettings reads libpq's variables, and the certificate of the authority as text. */
export function readDatabaseSettings(reader: EnvironmentReader): DatabaseSettings {
  return {
    host: reader.text('PGHOST'),
    port: reader.integer('PGPORT', { fallback: 5432, minimum: 1, maximum: 65_535 }),
    user: reader.text('PGUSER'),
    // Absent when the server trusts the connection.
    password: reader.optionalText('PGPASSWORD'),
    database: reader.text('PGDATABASE'),
    tls: {
      mode: reader.choice('PGSSLMODE', sslModes, 'disable'),
      rootCertificate: reader.optionalText('PGSSLROOTCERT_PEM'),
      rootCertificateFile: reader.optionalText('PGSSLROOTCERT'),
    },
  };
}
