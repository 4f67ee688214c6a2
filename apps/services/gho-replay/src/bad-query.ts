/** BadQueryError becomes the source's 400 with its error envelope. */
export class BadQueryError extends Error {
  override readonly name = 'BadQueryError';

  constructor(detail: string) {
    super(`The query specified in the URI is not valid. ${detail}`);
  }
}
