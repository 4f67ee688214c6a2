import { Worker } from 'node:worker_threads';
import { ContractGapError } from '../observation-row.ts';
import type { JudgedBatch } from './encode-batch.ts';
import type { EncodedBatch } from './encoder-thread.ts';

/** Beside the bundle of the stage; see `bundle` in package.json. */
const bundledThread = new URL('./encoder-thread.mjs', import.meta.url);

/** Batches on their way, of 256 KiB of JSON each: enough to keep the thread busy. */
const depth = 4;

type Waiting = PromiseWithResolvers<Uint8Array>;

/**
 * RowEncoder turns judged rows into lines of COPY on a thread of its own, while this one reads and judges the
 * next rows: that is half of the work for each. The thread reads the JSON again, because text crosses over
 * at the price of a copy and objects do not.
 */
export class RowEncoder {
  readonly #thread: Worker;
  readonly #waiting: Waiting[] = [];
  #failure: unknown;

  constructor(thread = bundledThread) {
    this.#thread = new Worker(thread, { execArgv: ['--enable-source-maps'] });
    this.#thread.on('message', (answer: EncodedBatch) => {
      this.#settle(answer);
    });
    this.#thread.on('error', (error) => {
      this.#fail(error);
    });
    this.#thread.on('exit', (exitCode) => {
      this.#fail(new Error(`the thread that encodes rows ended with exit code ${exitCode}`));
    });
  }

  /** encode returns the lines of the batches, in their order, and runs ahead of whoever takes them. */
  async *encode(batches: AsyncIterable<JudgedBatch>): AsyncGenerator<Uint8Array> {
    const pending: Promise<Uint8Array>[] = [];
    for await (const batch of batches) {
      const next = pending.length < depth ? undefined : pending.shift();
      pending.push(this.#post(batch));
      if (next !== undefined) yield await next;
    }
    for (const last of pending) {
      yield await last;
    }
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  #post(batch: JudgedBatch): Promise<Uint8Array> {
    const waiting = Promise.withResolvers<Uint8Array>();
    // Whoever takes the lines gets the error; until then it must not count as unhandled.
    waiting.promise.catch(() => undefined);
    if (this.#failure === undefined) {
      this.#waiting.push(waiting);
      this.#thread.postMessage(batch);
    } else {
      waiting.reject(this.#failure);
    }
    return waiting.promise;
  }

  #settle(answer: EncodedBatch): void {
    const waiting = this.#waiting.shift();
    if ('lines' in answer) {
      waiting?.resolve(answer.lines);
    } else {
      waiting?.reject(new ContractGapError(answer.contractGap));
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const waiting of this.#waiting.splice(0)) {
      waiting.reject(this.#failure);
    }
  }
}
