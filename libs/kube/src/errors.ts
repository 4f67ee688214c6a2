/** ApiError is an answer of the API server that is neither success nor a result the caller knows. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status code. */
  readonly status: number;
  /** The Status object's reason, such as Forbidden. */
  readonly reason: string;
  /** What the server said about when to come back, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, answer: ApiErrorAnswer) {
    super(message);
    this.status = answer.status;
    this.reason = answer.reason;
    this.retryAfterMs = answer.retryAfterMs;
  }
}

export interface ApiErrorAnswer {
  readonly status: number;
  readonly reason: string;
  readonly retryAfterMs: number | undefined;
}

/** ConnectionError says that no answer came: refused, reset, timed out. A write may have happened. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** NotLeaderError stops a write of a process that may no longer hold the lease. */
export class NotLeaderError extends Error {
  override readonly name = 'NotLeaderError';
}

/**
 * Failure is an error as the caller has to treat it.
 * Terminal: the same request fails again until somebody changes an object.
 * Waiting: come back after a known time. Busy: come back then and not before, as the API server said.
 * Transient: come back with growing delay.
 */
export type Failure =
  | { readonly kind: 'Terminal' }
  | { readonly kind: 'Waiting'; readonly afterMs: number }
  | { readonly kind: 'Busy'; readonly afterMs: number }
  | { readonly kind: 'Transient' };

/** The API server refuses the object itself. */
const refusals = new Set([400, 405, 406, 413, 415, 422]);

/** Rights, tokens and quotas are repaired outside; asking once in a while notices that. */
const forbiddenRetryMs = 30_000;

/** Says how an error has to be treated. Errors of unknown kind are Transient. */
export function classify(error: unknown): Failure {
  if (!(error instanceof ApiError)) return { kind: 'Transient' };
  if (error.retryAfterMs !== undefined) return { kind: 'Busy', afterMs: error.retryAfterMs };
  if (error.status === 401 || error.status === 403) {
    return { kind: 'Waiting', afterMs: forbiddenRetryMs };
  }
  return refusals.has(error.status) ? { kind: 'Terminal' } : { kind: 'Transient' };
}
