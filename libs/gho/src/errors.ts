/** GhoError is everything this client throws about an answer of the source. */
export abstract class GhoError extends Error {
  readonly url: string;

  constructor(message: string, url: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.url = url;
  }
}

/** GhoUnavailableError: no proper answer this time (empty, cut, HTML, 429, 5xx, reset, silence). */
export class GhoUnavailableError extends GhoError {
  override readonly name = 'GhoUnavailableError';
  /** What the source asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    url: string,
    options: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(message, url, options.cause);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** GhoUnknownResourceError: the source has no such indicator or entity set (404). */
export class GhoUnknownResourceError extends GhoError {
  override readonly name = 'GhoUnknownResourceError';
}

/** GhoRefusedError: the source understood us and will not serve this; asking again cannot help. */
export class GhoRefusedError extends GhoError {
  override readonly name = 'GhoRefusedError';
}

/** GhoSchemaError: well-formed rows that are not the rows we asked for. */
export class GhoSchemaError extends GhoError {
  override readonly name = 'GhoSchemaError';
}
