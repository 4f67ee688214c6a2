import { DatabaseError } from 'pg';

/** WarehouseUnavailableError means that PostgreSQL did not answer properly; a retry may succeed. */
export class WarehouseUnavailableError extends Error {
  override readonly name = 'WarehouseUnavailableError';
}

/** WarehouseAccessError means that PostgreSQL refused us (a role, right, password or database is missing) or we refused its certificate. */
export class WarehouseAccessError extends Error {
  override readonly name = 'WarehouseAccessError';
}

/** SupersededAttemptError means that a later attempt of the same run has taken the load over. */
export class SupersededAttemptError extends Error {
  override readonly name = 'SupersededAttemptError';
}

/** SQLSTATE classes and codes that say "not you, not like this" and those that say "not now". */
const refusals = ['28', '3D', '42501'];
const outages = ['08', '53', '57P', '55P03', '40'];

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  // A Service that was not created yet; retries are limited anyway.
  'ENOTFOUND',
]);

/** Node's codes for a certificate that the given authorities do not vouch for, or that is none. */
const untrusted =
  /^(ERR_TLS_CERT_|ERR_OSSL_PEM_|CERT_|SELF_SIGNED_CERT_|DEPTH_ZERO_|UNABLE_TO_(GET_ISSUER|VERIFY)_)/;

/** pg reports a lost or slow connection by words only. */
const outageWords =
  /connection terminated|timeout expired|connection error|not queryable|shut down/i;

/**
 * warehouseError tells refusals from outages and names what was attempted. Anything else is a
 * defect of ours and stays as it is.
 */
export function warehouseError(error: unknown, attempted: string): unknown {
  if (!(error instanceof Error)) {
    return error;
  }
  const code = codeOf(error);
  const message = `could not ${attempted}: ${error.message || code}`;
  if (error instanceof DatabaseError) {
    if (refusals.some((prefix) => code.startsWith(prefix))) {
      return new WarehouseAccessError(message, { cause: error });
    }
    return outages.some((prefix) => code.startsWith(prefix))
      ? new WarehouseUnavailableError(message, { cause: error })
      : error;
  }
  if (untrusted.test(code)) {
    return new WarehouseAccessError(message, { cause: error });
  }
  return networkCodes.has(code) || outageWords.test(error.message)
    ? new WarehouseUnavailableError(message, { cause: error })
    : error;
}

function codeOf(error: Error): string {
  // Node tries every address of a name and gathers the failures.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error && 'code' in first && typeof first.code === 'string'
    ? first.code
    : '';
}
