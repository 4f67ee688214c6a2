import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { request, type Dispatcher } from 'undici';
import {
  GhoError,
  GhoRefusedError,
  GhoUnavailableError,
  GhoUnknownResourceError,
  GhoSchemaError,
} from './errors.ts';
import { parseRetryAfter } from './backoff.ts';
import {
  MalformedAnswerError,
  parseObject,
  RecordSplitter,
  type Envelope,
} from './record-splitter.ts';
import { onOneLine, rowProblem, type SourceRow } from './source-row.ts';
import type { GhoResource } from './resource.ts';

export interface PageRequest {
  readonly url: URL;
  readonly resource: GhoResource;
  readonly dispatcher: Dispatcher;
  /** Aborts when the caller gives up; a deadline of ours is the page's own failure. */
  readonly signal: AbortSignal;
  readonly deadline: AbortSignal;
  /** Counted over all pages of an attempt. */
  readonly progress: { rows: number };
  readonly now: () => number;
}

type Answer = Dispatcher.ResponseData;

/** Of the bytes that a step of decompression gives; each is a batch of rows. */
const chunkBytes = 64 * 1024;

/**
 * readPage streams the rows of one GET, as many at a time as a chunk of bytes holds, and returns what
 * the envelope said about them. Whatever goes wrong with the answer is thrown as a GhoError; only the
 * caller's own abort passes unchanged.
 */
export async function* readPage(page: PageRequest): AsyncGenerator<readonly SourceRow[], Envelope> {
  const splitter = new RecordSplitter();
  try {
    for await (const chunk of await openBody(page)) {
      const rows = splitter.push(chunk as Uint8Array).map((text) => toRow(text, page));
      page.progress.rows += rows.length;
      if (rows.length > 0) yield rows;
    }
    return splitter.finish();
  } catch (error) {
    page.signal.throwIfAborted();
    throw error instanceof GhoError ? error : unavailable(error, page);
  }
}

function toRow(text: string, { resource, url }: PageRequest): SourceRow {
  const fields = parseObject(text);
  const problem = rowProblem(fields, resource);
  if (problem !== undefined) {
    throw new GhoSchemaError(
      `${url.href} answered with rows of another shape: ${problem}`,
      url.href,
    );
  }
  return { fields, text: onOneLine(text) };
}

function unavailable(error: unknown, { url, deadline }: PageRequest): GhoUnavailableError {
  if (error instanceof MalformedAnswerError) {
    const message = `${url.href} answered with ${error.message}`;
    return new GhoUnavailableError(message, url.href, { cause: error });
  }
  const why = error instanceof Error ? error.message : String(error);
  const problem = deadline.aborted ? 'did not finish within its deadline' : `broke off: ${why}`;
  return new GhoUnavailableError(`${url.href} ${problem}`, url.href, { cause: error });
}

async function openBody(page: PageRequest): Promise<Readable> {
  const answer = await request(page.url, {
    dispatcher: page.dispatcher,
    signal: AbortSignal.any([page.signal, page.deadline]),
    headers: { accept: 'application/json', 'accept-encoding': 'gzip' },
  });
  if (answer.statusCode !== 200) {
    throw await statusError(answer, page);
  }
  if (answer.headers['content-encoding'] !== 'gzip') {
    return answer.body;
  }
  // The reader of the last stream sees every error of the pipeline, so the callback has no work.
  return pipeline(answer.body, createGunzip({ chunkSize: chunkBytes }), () => undefined);
}

const retryableStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

async function statusError(answer: Answer, page: PageRequest): Promise<GhoError> {
  const { href } = page.url;
  const status = answer.statusCode;
  const detail = await readDetail(answer);
  if (retryableStatuses.has(status)) {
    const header = answer.headers['retry-after'];
    const retryAfterMs = parseRetryAfter(String(header), page.now());
    return new GhoUnavailableError(`${href} answered with status ${status}`, href, {
      retryAfterMs,
    });
  }
  if (status === 404) {
    const { kind, code } = page.resource;
    return new GhoUnknownResourceError(`${href} answered 404: unknown ${kind} "${code}"`, href);
  }
  const location = answer.headers.location;
  const where = typeof location === 'string' ? `, redirecting to "${location}"` : detail;
  return new GhoRefusedError(`${href} answered with status ${status}${where}`, href);
}

/** readDetail reads the message of an OData error and leaves the rest of the body unread. */
async function readDetail(answer: Answer): Promise<string> {
  const maximumCharacters = 4096;
  let text = '';
  try {
    for await (const chunk of answer.body.setEncoding('utf8')) {
      text += String(chunk);
      if (text.length > maximumCharacters) {
        break;
      }
    }
  } catch {
    // The status alone decides; a body that breaks off adds nothing.
    return '';
  }
  const message = /"message"\s*:\s*"([^"]{1,300})/.exec(text)?.[1];
  return message === undefined ? '' : `: ${message}`;
}
