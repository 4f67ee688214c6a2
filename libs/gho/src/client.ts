import { Agent, type Dispatcher } from 'undici';
import { defaultRetryPolicy, nextDelayMs, type RetryPolicy } from './backoff.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { systemClock, type Clock } from './clock.ts';
import { GhoRefusedError, GhoUnavailableError } from './errors.ts';
import { readPage } from './page.ts';
import type { Envelope } from './record-splitter.ts';
import { RequestBudget } from './request-budget.ts';
import { resourcePath, type GhoResource } from './resource.ts';
import type { RowBatches, SourceRow } from './source-row.ts';

export interface GhoClientOptions {
  /** Base address of the API; every request stays below it. */
  readonly baseUrl: URL;
  /** Share of this process, so that all shards together keep the budget. */
  readonly requestsPerSecond: number;
  /** Longest silence: to connect, to the first byte, and between two chunks. */
  readonly silenceTimeoutMs: number;
  /** Longest time of one attempt, against answers that drip for ever. */
  readonly attemptTimeoutMs: number;
  readonly retry?: RetryPolicy;
  /** Failed attempts in a row, over all pulls, after which no pull is repeated; no limit unless given. */
  readonly failureLimit?: number;
  readonly clock?: Clock;
  /** From 0 up to 1, for the jitter. */
  readonly random?: () => number;
  /** Told before each wait; the place to log. */
  readonly onRetry?: (retry: Retry) => void;
}

export interface Retry {
  readonly resource: GhoResource;
  /** The attempt that failed, 1 for the first. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: GhoUnavailableError;
}

export interface PullRequest<T> {
  readonly resource: GhoResource;
  /**
   * Reads all rows of one attempt, in batches: one by one would cost more than what is done with them. It
   * is called anew for each attempt, so whatever it writes must not count until it returns.
   */
  readonly consume: (batches: RowBatches) => Promise<T>;
  readonly signal: AbortSignal;
}

export interface Pulled<T> {
  readonly value: T;
  readonly url: string;
  readonly attempts: number;
  /** Of the attempt that succeeded. */
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** A source that always links onwards would never end; the largest indicator has 246 pages of 1,000. */
const maximumPages = 2000;

/** GhoClient pulls whole entity sets, repeats what may succeed when repeated, and holds no rows. */
export class GhoClient {
  readonly #options: GhoClientOptions;
  readonly #clock: Clock;
  readonly #budget: RequestBudget;
  readonly #dispatcher: Dispatcher;
  readonly #breaker: CircuitBreaker;

  constructor(options: GhoClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#budget = new RequestBudget(options.requestsPerSecond, this.#clock);
    this.#breaker = new CircuitBreaker(options.failureLimit ?? Infinity);
    const timeout = options.silenceTimeoutMs;
    this.#dispatcher = new Agent({
      headersTimeout: timeout,
      bodyTimeout: timeout,
      connect: { timeout },
    });
  }

  /** isSourceDown says that so many attempts in a row failed that asking on makes no sense. */
  get isSourceDown(): boolean {
    return this.#breaker.isOpen;
  }

  /** pull throws a GhoError of the source, or whatever `consume` itself threw. */
  async pull<T>(request: PullRequest<T>): Promise<Pulled<T>> {
    const url = this.#urlOf(request.resource);
    for (let attempt = 1; ; attempt += 1) {
      const startedAt = new Date(this.#clock.now());
      const outcome = await this.#attempt(url, request);
      if (outcome.isDone) {
        this.#breaker.noteSuccess();
        const finishedAt = new Date(this.#clock.now());
        return { value: outcome.value, url: url.href, attempts: attempt, startedAt, finishedAt };
      }
      this.#breaker.noteFailure();
      await this.#waitOrGiveUp(outcome.error, attempt, request);
    }
  }

  /** close drops idle connections; pulls under way fail. */
  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  async #attempt<T>(url: URL, request: PullRequest<T>): Promise<AttemptOutcome<T>> {
    const batches = new WatchedBatches(this.#batches(url, request));
    try {
      const value = await request.consume(batches);
      if (!batches.isExhausted) {
        throw new Error(`consumer of ${url.href} returned before the last row`);
      }
      return { isDone: true, value };
    } catch (error) {
      // A consumer may wrap what it met while reading; the source's own words decide.
      const cause = batches.failure ?? error;
      if (cause instanceof GhoUnavailableError) {
        return { isDone: false, error: cause };
      }
      throw cause;
    }
  }

  async #waitOrGiveUp<T>(
    error: GhoUnavailableError,
    attempt: number,
    { resource, signal }: PullRequest<T>,
  ): Promise<void> {
    const { retryAfterMs } = error;
    const random = (this.#options.random ?? Math.random)();
    const policy = this.#options.retry ?? defaultRetryPolicy;
    const delayMs = nextDelayMs({ attempt, retryAfterMs, random }, policy);
    if (delayMs === undefined || this.isSourceDown) {
      const message = `${error.message} (gave up after ${attempt} attempts)`;
      throw new GhoUnavailableError(message, error.url, { cause: error, retryAfterMs });
    }
    this.#options.onRetry?.({ resource, attempt, delayMs, error });
    await this.#clock.sleep(delayMs, signal);
  }

  async *#batches<T>(
    firstUrl: URL,
    { resource, signal }: PullRequest<T>,
  ): AsyncGenerator<readonly SourceRow[], void> {
    const deadline = AbortSignal.timeout(this.#options.attemptTimeoutMs);
    const progress = { rows: 0 };
    const now = (): number => this.#clock.now();
    const page = { resource, signal, deadline, progress, dispatcher: this.#dispatcher, now };
    const seen = new Set<string>();
    let announced: number | undefined;
    let next: URL | undefined = firstUrl;
    while (next !== undefined) {
      const url: URL = next;
      seen.add(url.href);
      await this.#budget.take(signal);
      const envelope: Envelope = yield* readPage({ ...page, url });
      // Of all pages together; a link onwards need not ask for it again.
      announced = envelope.count ?? announced;
      next = this.#nextUrl(envelope, url, seen);
    }
    assertCount(announced, progress.rows, firstUrl);
  }

  #nextUrl({ nextLink }: Envelope, url: URL, seen: ReadonlySet<string>): URL | undefined {
    if (nextLink === undefined) {
      return undefined;
    }
    const next = new URL(nextLink, url);
    if (seen.has(next.href) || seen.size >= maximumPages) {
      throw new GhoUnavailableError(`${url.href} links onwards without end`, url.href);
    }
    return this.#assertInside(next);
  }

  #urlOf(resource: GhoResource): URL {
    return this.#assertInside(new URL(resourcePath(resource), directoryOf(this.#options.baseUrl)));
  }

  /** A code, a link or a base address must never send us to another host. */
  #assertInside(url: URL): URL {
    const base = directoryOf(this.#options.baseUrl);
    if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) {
      throw new GhoRefusedError(`${url.href} is outside of the source ${base.href}`, url.href);
    }
    return url;
  }
}

type AttemptOutcome<T> =
  | { readonly isDone: true; readonly value: T }
  | { readonly isDone: false; readonly error: GhoUnavailableError };

/** WatchedBatches remembers how reading ended, whatever the consumer makes of it. */
class WatchedBatches implements RowBatches {
  isExhausted = false;
  failure: unknown;
  readonly #batches: RowBatches;

  constructor(batches: RowBatches) {
    this.#batches = batches;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<readonly SourceRow[]> {
    try {
      yield* this.#batches;
      this.isExhausted = true;
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}

function assertCount(expected: number | undefined, count: number, url: URL): void {
  if (expected !== undefined && expected !== count) {
    const message = `${url.href} announced ${expected} rows and sent ${count}`;
    throw new GhoUnavailableError(message, url.href);
  }
}

function directoryOf(url: URL): URL {
  return url.pathname.endsWith('/') ? url : new URL(`${url.pathname}/`, url);
}
