import { ApiError } from './errors.ts';
import type { ApiResponse } from './transport.ts';

/**
 * Makes the error for an answer. `attempt` says what was tried on which object, such as
 * `create Job demo/nightly-ingest-1`.
 */
export function apiErrorOf(attempt: string, answer: ApiResponse): ApiError {
  const body = (answer.body ?? {}) as { message?: unknown; reason?: unknown };
  const message = typeof body.message === 'string' ? body.message : `status ${answer.status}`;
  const reason = typeof body.reason === 'string' ? body.reason : 'Unknown';
  return new ApiError(`${attempt}: ${message}`, {
    status: answer.status,
    reason,
    retryAfterMs: answer.retryAfterMs,
  });
}
