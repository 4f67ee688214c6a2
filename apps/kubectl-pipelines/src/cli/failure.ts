import { ApiError, ConnectionError } from '@gho-platform/kube';
import type { ExitCode } from './exit-codes.ts';
import { exits } from './exit-codes.ts';

/** Failure ends a command. Its message says what was attempted on what; the hint what to do. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: ExitCode;
  readonly hint: string;

  constructor(exitCode: ExitCode, message: string, hint = '') {
    super(message);
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

/** usage is a mistake on the command line. */
export function usage(message: string, hint = ''): Failure {
  return new Failure(exits.usage, message, hint);
}

/** failureOf turns whatever was thrown into what a user can act on. Nobody is shown a stack trace. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ApiError) return refused(error);
  if (error instanceof ConnectionError) {
    const hint = 'check that the cluster runs and that --context names the one you mean';
    return new Failure(exits.unavailable, `the API server does not answer: ${error.message}`, hint);
  }
  return new Failure(exits.unavailable, error instanceof Error ? error.message : String(error));
}

function refused({ status, message }: ApiError): Failure {
  if (status === 401) {
    const hint = 'the API server does not know you: log in again, or check --context';
    return new Failure(exits.forbidden, message, hint);
  }
  if (status === 403) {
    const hint =
      'the ClusterRole "view" lets you look at runs, "edit" lets you start and change them; ask for one in this namespace';
    return new Failure(exits.forbidden, message, hint);
  }
  if (status === 404) {
    const hint = 'is the platform installed in this cluster? See: kubectl get crds';
    return new Failure(exits.notFound, message, hint);
  }
  const isRefusal = status === 400 || status === 409 || status === 422;
  return new Failure(isRefusal ? exits.usage : exits.unavailable, message);
}
