import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

/** The modes of libpq's sslmode that leave nothing to chance; `allow` and `prefer` do. */
export const sslModes = ['disable', 'require', 'verify-ca', 'verify-full'] as const;

export type SslMode = (typeof sslModes)[number];

export interface TlsSettings {
  readonly mode: SslMode;
  /** Authorities to trust, as PEM; absent means those of the file. */
  readonly rootCertificate?: string | undefined;
  /** File of the authorities to trust; absent means those that Node.js ships with. */
  readonly rootCertificateFile: string | undefined;
}

/**
 * tlsOptions gives each mode the meaning it has in libpq, so that every stage reads PGSSLMODE the
 * same way: `require` encrypts without asking who answers, which the pg driver would not do by itself.
 */
export function tlsOptions(settings: TlsSettings): false | ConnectionOptions {
  switch (settings.mode) {
    case 'disable':
      return false;
    case 'require':
      return { rejectUnauthorized: false };
    case 'verify-ca':
      return { ...authorities(settings), checkServerIdentity: () => undefined };
    case 'verify-full':
      return authorities(settings);
  }
}

function authorities({ rootCertificate, rootCertificateFile }: TlsSettings): { ca?: string } {
  if (rootCertificate !== undefined) return { ca: rootCertificate };
  return rootCertificateFile === undefined ? {} : { ca: readFileSync(rootCertificateFile, 'utf8') };
}
